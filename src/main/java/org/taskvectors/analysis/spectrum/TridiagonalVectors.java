package org.taskvectors.analysis.spectrum;

import java.util.Arrays;
import org.taskvectors.tensor.MatrixKernels;

/// Eigenvectors of a symmetric tridiagonal matrix for its first eigenvalues, by inverse iteration
/// (Wilkinson 1965; Jessup and Ipsen 1992), each orthogonal to those before it. Of eigenvalues that
/// are equal to rounding any orthogonal directions of their space come out.
final class TridiagonalVectors {
    private static final int TURNS = 4;

    private final double[] diagonal;
    private final double[] beside;
    private final MatrixKernels kernels;
    private final double scale;

    private TridiagonalVectors(double[] diagonal, double[] beside, MatrixKernels kernels) {
        this.diagonal = diagonal;
        this.beside = beside;
        this.kernels = kernels;
        this.scale = TridiagonalValues.largest(diagonal, beside);
    }

    /// Returns one vector for each of the first `count` values, of norm 1.
    ///
    /// @param values all eigenvalues, falling
    static double[][] of(
            double[] diagonal, double[] beside, double[] values, int count, MatrixKernels kernels) {
        TridiagonalVectors all = new TridiagonalVectors(diagonal, beside, kernels);
        double[][] vectors = new double[count][];
        double apart = 10 * Math.ulp(all.scale);
        double before = Double.POSITIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            // Equal shifts would find the same direction again.
            double shift = Math.min(values[k], before - apart);
            vectors[k] = all.find(shift, vectors, k);
            before = shift;
        }
        return vectors;
    }

    private double[] find(double shift, double[][] found, int count) {
        int size = diagonal.length;
        Factors factors = new Factors(shift);
        double[] vector = start(count, size);
        for (int turn = 0; turn < TURNS; turn++) {
            factors.solve(vector);
            normalise(vector);
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < count; j++) {
                    double along = kernels.dot(vector, 0, found[j], 0, size);
                    kernels.addMultiple(vector, 0, -along, found[j], 0, size);
                }
            }
            normalise(vector);
        }
        return vector;
    }

    /// Numbers between −1 and 1 that are the same in every run: bits of SplitMix64.
    private static double[] start(int number, int size) {
        double[] vector = new double[size];
        long state = 0x5eedL * (number + 1);
        for (int i = 0; i < size; i++) {
            state += 0x9e3779b97f4a7c15L;
            long bits = state;
            bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
            bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
            bits ^= bits >>> 31;
            vector[i] = (bits >>> 11) * 0x1p-52 - 1;
        }
        return vector;
    }

    private void normalise(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        if (largest == 0) {
            return;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= largest;
        }
        double norm = Math.sqrt(kernels.dot(vector, 0, vector, 0, vector.length));
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= norm;
        }
    }

    /// T − shift as L·U with pivots chosen among neighbours.
    private final class Factors {
        private final int size = diagonal.length;
        private final double[] pivots = new double[size];
        private final double[] first = new double[size];
        private final double[] second = new double[size];
        private final double[] below = new double[size];
        private final boolean[] swapped = new boolean[size];

        Factors(double shift) {
            double nothing = Math.max(Math.ulp(scale), Double.MIN_NORMAL);
            double pivot = diagonal[0] - shift;
            double right = size > 1 ? beside[0] : 0;
            for (int i = 0; i < size - 1; i++) {
                double under = beside[i];
                double next = diagonal[i + 1] - shift;
                double nextRight = i + 1 < beside.length ? beside[i + 1] : 0;
                if (Math.abs(under) > Math.abs(pivot)) {
                    swapped[i] = true;
                    double factor = pivot / under;
                    pivots[i] = under;
                    first[i] = next;
                    second[i] = nextRight;
                    below[i] = factor;
                    pivot = right - factor * next;
                    right = -factor * nextRight;
                } else {
                    pivots[i] = Math.abs(pivot) < nothing ? nothing : pivot;
                    first[i] = right;
                    below[i] = under / pivots[i];
                    pivot = next - below[i] * right;
                    right = nextRight;
                }
            }
            pivots[size - 1] = Math.abs(pivot) < nothing ? nothing : pivot;
        }

        void solve(double[] vector) {
            for (int i = 0; i < size - 1; i++) {
                if (swapped[i]) {
                    double upper = vector[i];
                    vector[i] = vector[i + 1];
                    vector[i + 1] = upper - below[i] * vector[i];
                } else {
                    vector[i + 1] -= below[i] * vector[i];
                }
            }
            double largest = 0;
            for (int i = size - 1; i >= 0; i--) {
                double value = vector[i];
                value -= i + 1 < size ? first[i] * vector[i + 1] : 0;
                value -= i + 2 < size ? second[i] * vector[i + 2] : 0;
                vector[i] = value / pivots[i];
                largest = Math.max(largest, Math.abs(vector[i]));
                if (largest > 0x1p500) {
                    Arrays.setAll(vector, j -> vector[j] * 0x1p-500);
                    largest *= 0x1p-500;
                }
            }
        }
    }
}
