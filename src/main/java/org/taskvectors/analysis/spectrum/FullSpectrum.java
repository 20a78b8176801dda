package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// All singular values of a matrix of any size: the square roots of the eigenvalues of its
/// [GramMatrix], in float64. What lies below the resolution of a [GramSpectrum] counts as zero.
final class FullSpectrum {
    private FullSpectrum() {}

    /// Multiplications that all singular values of such a matrix take.
    static double work(long rows, long columns) {
        return GramSpectrum.work(rows, columns);
    }

    /// @param worked hears of multiplications that are done
    static SingularValues of(
            FloatMatrix matrix, int threads, LongConsumer worked, Cancellation cancellation)
            throws IOException, CancelledException {
        return of(GramSpectrum.of(matrix, threads, worked, cancellation).squares(), matrix);
    }

    /// @param squares of all singular values of the matrix as it is held, falling
    static SingularValues of(double[] squares, FloatMatrix matrix) {
        return new SingularValues(roots(squares, matrix), true, matrix.norm() * matrix.norm());
    }

    private static double[] roots(double[] squares, FloatMatrix matrix) {
        double[] values = new double[squares.length];
        double largest = Math.sqrt(Math.max(0, squares[0]));
        for (int i = 0; i < values.length; i++) {
            double root = Math.sqrt(Math.max(0, squares[i]));
            values[i] = root > GramSpectrum.RESOLUTION * largest ? root : 0;
        }
        return ExactSvd.scaled(values, matrix);
    }
}
