package org.taskvectors.analysis.spectrum;

import java.util.Arrays;

/// Eigenvalues of a symmetric tridiagonal matrix by the implicit QL algorithm (Martin and Wilkinson
/// 1968; Parlett 1998, section 8.15): to the rounding of float64 relative to the largest.
final class TridiagonalValues {
    private static final int MOST_TURNS = 60;

    private TridiagonalValues() {}

    /// Returns them all, falling.
    ///
    /// @param diagonal used up
    /// @param beside what stands beside the diagonal
    static double[] of(double[] diagonal, double[] beside) {
        int size = diagonal.length;
        double[] d = diagonal;
        double[] e = Arrays.copyOf(beside, size);
        // Small blocks of a matrix of low rank are rounding errors themselves, and would not
        // converge relative to their own.
        double nothing = Math.ulp(1.0) / 2 * largest(d, beside);
        for (int low = 0; low < size; low++) {
            int turns = 0;
            for (int end = split(e, low, nothing); end > low; end = split(e, low, nothing)) {
                if (++turns > MOST_TURNS) {
                    throw new ArithmeticException("the eigenvalues do not converge");
                }
                turn(d, e, low, end);
            }
        }
        Arrays.sort(d);
        for (int i = 0; i < size / 2; i++) {
            double swapped = d[i];
            d[i] = d[size - 1 - i];
            d[size - 1 - i] = swapped;
        }
        return d;
    }

    /// What no eigenvalue is far above: the largest sum of a number on the diagonal and the one
    /// beside it.
    static double largest(double[] diagonal, double[] beside) {
        double largest = 0;
        for (int i = 0; i < diagonal.length; i++) {
            largest =
                    Math.max(
                            largest,
                            Math.abs(diagonal[i]) + (i < beside.length ? Math.abs(beside[i]) : 0));
        }
        return largest;
    }

    /// Returns the last row of the block that begins at `low`: what stands beside is nothing there.
    private static int split(double[] e, int low, double nothing) {
        int end = low;
        while (end < e.length - 1 && Math.abs(e[end]) > nothing) {
            end++;
        }
        return end;
    }

    private static void turn(double[] d, double[] e, int low, int end) {
        double g = (d[low + 1] - d[low]) / (2 * e[low]);
        double r = Math.sqrt(g * g + 1);
        g = d[end] - d[low] + e[low] / (g + Math.copySign(r, g));
        double sine = 1;
        double cosine = 1;
        double shift = 0;
        for (int i = end - 1; i >= low; i--) {
            double f = sine * e[i];
            double b = cosine * e[i];
            r = Math.sqrt(f * f + g * g);
            e[i + 1] = r;
            if (r == 0) {
                d[i + 1] -= shift;
                e[end] = 0;
                return;
            }
            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - shift;
            r = (d[i] - g) * sine + 2 * cosine * b;
            shift = sine * r;
            d[i + 1] = g + shift;
            g = cosine * r - b;
        }
        d[low] -= shift;
        e[low] = g;
        e[end] = 0;
    }
}
