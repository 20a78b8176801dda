package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Panel;

/// All singular values of a matrix with a very short side, with small errors relative to each as
/// far as the matrix determines it: its rows or columns as a [RowsSvd].
final class ExactSvd {
    private static final double ROUNDING = 1e-7;

    private ExactSvd() {}

    static TruncatedSvd of(
            FloatMatrix matrix, Wanted wanted, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        int shorter = Math.min(matrix.rows(), matrix.columns());
        int longer = Math.max(matrix.rows(), matrix.columns());
        double work = 4.0 * shorter * shorter * (longer + 4.0 * shorter);
        MatrixKernels kernels = matrix.kernels(work);
        boolean wide = matrix.rows() <= matrix.columns();
        cancellation.check();
        RowsSvd core = RowsSvd.of(sides(matrix, wide), kernels);
        cancellation.check();
        double[] squares = Arrays.stream(core.values()).map(value -> value * value).toArray();
        int count = wanted.among(squares, matrix.sumSquares());
        int kept = Math.min(count, significant(core.values()));
        Panel shortVectors = new Panel(shorter, kept);
        Panel longVectors = new Panel(longer, kept);
        double[] vector = new double[longer];
        for (int k = 0; k < kept; k++) {
            for (int i = 0; i < shorter; i++) {
                shortVectors.set(i, k, core.ofRows(k)[i]);
            }
            core.along(k, vector);
            longVectors.setColumn(k, vector);
        }
        SingularValues values =
                new SingularValues(
                        scaled(core.values(), matrix), true, matrix.norm() * matrix.norm());
        return new TruncatedSvd(
                values,
                wide ? shortVectors : longVectors,
                wide ? longVectors : shortVectors,
                new Residual.OfElements(matrix, matrix.algebra(work, compute, cancellation)));
    }

    /// How many directions there are beyond the rounding of the elements to float32: so an
    /// adapter's product has as many as the adapter had, however many are requested.
    static int significant(double[] values) {
        int count = 0;
        while (count < values.length && values[count] > ROUNDING * values[0]) {
            count++;
        }
        return count;
    }

    static double[] scaled(double[] values, FloatMatrix matrix) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = Math.scalb(scaled[i], -matrix.exponent());
        }
        return scaled;
    }

    /// The matrix as its short side's rows, each as long as the other side.
    private static double[][] sides(FloatMatrix matrix, boolean wide) {
        int shorter = wide ? matrix.rows() : matrix.columns();
        int longer = wide ? matrix.columns() : matrix.rows();
        double[][] sides = new double[shorter][longer];
        float[] row = new float[matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copy(i, 0, row, 0, row.length);
            for (int j = 0; j < row.length; j++) {
                sides[wide ? i : j][wide ? j : i] = row[j];
            }
        }
        return sides;
    }
}
