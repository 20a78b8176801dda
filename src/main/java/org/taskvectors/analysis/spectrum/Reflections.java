package org.taskvectors.analysis.spectrum;

import org.taskvectors.tensor.MatrixKernels;

/// Householder reflections of the rows of a wide matrix M: M·H₀·…·H = (L 0) with a lower triangle
/// L, so M = L·Qᵀ with orthonormal columns in Q (Golub and Van Loan 2013, section 5.2).
final class Reflections {
    private final double[][] vectors;
    private final double[] halves;
    private final double[][] columns;
    private final MatrixKernels kernels;

    private Reflections(
            double[][] vectors, double[] halves, double[][] columns, MatrixKernels kernels) {
        this.vectors = vectors;
        this.halves = halves;
        this.columns = columns;
        this.kernels = kernels;
    }

    /// @param rows of M, none shorter than there are rows; used up
    static Reflections of(double[][] rows, MatrixKernels kernels) {
        int size = rows.length;
        double[][] columns = new double[size][size];
        double[] halves = new double[size];
        for (int k = 0; k < size; k++) {
            double[] row = rows[k];
            int rest = row.length - k;
            double norm = Math.sqrt(kernels.dot(row, k, row, k, rest));
            double end = row[k] > 0 ? -norm : norm;
            for (int j = 0; j < k; j++) {
                columns[j][k] = row[j];
            }
            columns[k][k] = end;
            if (norm == 0) {
                continue;
            }
            // v = row − end·e_k; H = I − 2·v·vᵀ/‖v‖², and ‖v‖² = 2·end·(end − row_k).
            halves[k] = end * (end - row[k]);
            row[k] -= end;
            for (int below = k + 1; below < size; below++) {
                reflect(rows[below], row, k, halves[k], kernels);
            }
        }
        return new Reflections(rows, halves, columns, kernels);
    }

    private static void reflect(
            double[] row, double[] vector, int from, double half, MatrixKernels kernels) {
        int rest = row.length - from;
        double of = kernels.dot(row, from, vector, from, rest);
        kernels.addMultiple(row, from, -of / half, vector, from, rest);
    }

    /// The columns of L.
    double[][] columns() {
        return columns;
    }

    /// Turns coordinates into what they stand for: `vector`, zero but in its first elements,
    /// becomes Q times these.
    void turn(double[] vector) {
        for (int k = vectors.length - 1; k >= 0; k--) {
            if (halves[k] != 0) {
                reflect(vector, vectors[k], k, halves[k], kernels);
            }
        }
    }
}
