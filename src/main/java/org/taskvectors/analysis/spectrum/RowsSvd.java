package org.taskvectors.analysis.spectrum;

import java.util.Arrays;
import org.taskvectors.tensor.MatrixKernels;

/// All singular triplets of a matrix of few long rows, in float64: Householder reflections make it
/// a small triangle, Jacobi rotations do the rest.
final class RowsSvd {
    private final double[][] rows;
    private final Jacobi core;
    private final MatrixKernels kernels;

    private RowsSvd(double[][] rows, Jacobi core, MatrixKernels kernels) {
        this.rows = rows;
        this.core = core;
        this.kernels = kernels;
    }

    /// @param rows of the matrix, none shorter than there are rows; they are read later too
    static RowsSvd of(double[][] rows, MatrixKernels kernels) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        // The columns of the triangle: rotations of these converge faster than those of its rows.
        return new RowsSvd(
                rows, Jacobi.of(Reflections.of(copy, kernels).columns(), kernels), kernels);
    }

    /// The singular values, falling.
    double[] values() {
        return core.values();
    }

    /// The left singular vector of that index: how much of each row.
    double[] ofRows(int index) {
        return core.rows()[index];
    }

    /// Finds the right singular vector of that index: the sum of the rows by the left one.
    ///
    /// @param index of a value above zero
    /// @param into as long as the rows
    void along(int index, double[] into) {
        Arrays.fill(into, 0);
        for (int i = 0; i < rows.length; i++) {
            kernels.addMultiple(into, 0, ofRows(index)[i], rows[i], 0, into.length);
        }
        for (int j = 0; j < into.length; j++) {
            into[j] /= values()[index];
        }
    }
}
