package org.taskvectors.analysis.spectrum;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.taskvectors.tensor.MatrixKernels;

/// Singular values of a small matrix by one-sided Jacobi rotations of its rows (Hestenes 1958; the
/// rotation and its stopping rule as in Demmel and Veselić 1992): every singular value comes out
/// with a small error relative to itself as far as the matrix determines it.
final class Jacobi {
    private static final int MOST_SWEEPS = 60;
    private static final double ORTHOGONAL = 1e-15;

    private final double[] values;
    private final double[][] rows;

    private Jacobi(double[] values, double[][] rows) {
        this.values = values;
        this.rows = rows;
    }

    /// The singular values, falling.
    double[] values() {
        return values;
    }

    /// The right singular vectors, one a row in the order of the values; zero for a value of zero.
    double[][] rows() {
        return rows;
    }

    /// @param rows the matrix, row by row; used up
    static Jacobi of(double[][] rows, MatrixKernels kernels) {
        int length = rows.length == 0 ? 0 : rows[0].length;
        for (int sweep = 0; sweep < MOST_SWEEPS && sweep(rows, length, kernels); sweep++) {}
        double[] norms = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            norms[i] = Math.sqrt(kernels.dot(rows[i], 0, rows[i], 0, length));
        }
        int[] order =
                IntStream.range(0, rows.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> -norms[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] values = new double[rows.length];
        double[][] sorted = new double[rows.length][];
        for (int i = 0; i < order.length; i++) {
            double[] row = rows[order[i]];
            values[i] = norms[order[i]];
            for (int k = 0; k < length && values[i] > 0; k++) {
                row[k] /= values[i];
            }
            sorted[i] = row;
        }
        return new Jacobi(values, sorted);
    }

    /// Rotates every pair once; false where all were orthogonal already.
    private static boolean sweep(double[][] rows, int length, MatrixKernels kernels) {
        double[] squares = new double[rows.length];
        double largest = 0;
        for (int i = 0; i < rows.length; i++) {
            squares[i] = kernels.dot(rows[i], 0, rows[i], 0, length);
            largest = Math.max(largest, squares[i]);
        }
        // Rows so small are rounding errors of the others, and would never become orthogonal.
        double nothing = largest * 1e-32;
        boolean rotated = false;
        for (int p = 0; p < rows.length; p++) {
            for (int q = p + 1; q < rows.length; q++) {
                if (squares[p] <= nothing || squares[q] <= nothing) {
                    continue;
                }
                double dot = kernels.dot(rows[p], 0, rows[q], 0, length);
                if (Math.abs(dot) <= ORTHOGONAL * Math.sqrt(squares[p] * squares[q])) {
                    continue;
                }
                double zeta = (squares[q] - squares[p]) / (2 * dot);
                double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
                double cosine = 1 / Math.hypot(1, tangent);
                kernels.rotate(rows[p], 0, rows[q], 0, length, cosine, cosine * tangent);
                squares[p] = Math.max(0, squares[p] - tangent * dot);
                squares[q] = Math.max(0, squares[q] + tangent * dot);
                rotated = true;
            }
        }
        return rotated;
    }
}
