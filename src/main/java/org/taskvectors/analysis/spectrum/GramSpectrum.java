package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// All eigenvalues of a matrix's [GramMatrix], the squares of its singular values, and as many of
/// its eigenvectors as are asked for, the singular directions of its shorter side, in float64.
///
/// The squares lose half of the digits: a value below [#RESOLUTION] of the largest cannot be told
/// from rounding, nor could the numbers of a float32 hold it.
final class GramSpectrum {
    /// Singular values below this share of the largest are zero.
    static final double RESOLUTION = 1e-7;

    private final FloatMatrix matrix;
    private final Tridiagonal reduced;
    private final double[] squares;

    private GramSpectrum(FloatMatrix matrix, Tridiagonal reduced) {
        this.matrix = matrix;
        this.reduced = reduced;
        this.squares = TridiagonalValues.of(reduced.diagonal(), reduced.beside());
    }

    /// Multiplications that all eigenvalues take.
    static double work(long rows, long columns) {
        return GramMatrix.work(rows, columns) + Tridiagonal.work((int) Math.min(rows, columns));
    }

    /// @param worked hears of multiplications that are done
    static GramSpectrum of(
            FloatMatrix matrix, int threads, LongConsumer worked, Cancellation cancellation)
            throws IOException, CancelledException {
        return new GramSpectrum(
                matrix,
                Tridiagonal.of(
                        GramMatrix.of(matrix, threads, worked, cancellation),
                        matrix::kernels,
                        threads,
                        worked,
                        cancellation));
    }

    /// The squares of all singular values of the matrix as it is held, falling; of a matrix of low
    /// rank the last ones may be below 0 by rounding.
    double[] squares() {
        return squares.clone();
    }

    /// How many of the first `most` directions there are above the resolution.
    int count(int most) {
        return count(squares, most);
    }

    static int count(double[] squares, int most) {
        int count = 0;
        double resolution = RESOLUTION * RESOLUTION;
        while (count < Math.min(most, squares.length) && squares[count] > resolution * squares[0]) {
            count++;
        }
        return count;
    }

    /// Returns the first `count` directions of the shorter side, orthonormal, one an array.
    double[][] vectors(int count) {
        double[][] vectors =
                TridiagonalVectors.of(
                        reduced.diagonal(),
                        reduced.beside(),
                        squares,
                        count,
                        matrix.kernels(GramMatrix.work(matrix)));
        for (double[] vector : vectors) {
            reduced.turn(vector);
        }
        return vectors;
    }
}
