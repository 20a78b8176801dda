package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.function.DoubleFunction;
import java.util.function.LongConsumer;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.MatrixKernels;

/// All eigenvalues of a matrix's [GramMatrix], or of what it is within a subspace: the squares of
/// singular values; and as many of its eigenvectors as are asked for, the singular directions of
/// the shorter side, in float64.
///
/// The squares lose half of the digits: a value below [#RESOLUTION] of the largest cannot be told
/// from rounding, nor could the numbers of a float32 hold it.
final class GramSpectrum {
    /// Singular values below this share of the largest are zero.
    static final double RESOLUTION = 1e-7;

    private final Tridiagonal reduced;
    private final double[] squares;
    private final DoubleFunction<MatrixKernels> choice;

    private GramSpectrum(Tridiagonal reduced, DoubleFunction<MatrixKernels> choice) {
        this.reduced = reduced;
        this.squares = TridiagonalValues.of(reduced.diagonal(), reduced.beside());
        this.choice = choice;
    }

    /// Multiplications that all eigenvalues take.
    static double work(long rows, long columns) {
        return GramMatrix.work(rows, columns) + Tridiagonal.work((int) Math.min(rows, columns));
    }

    /// @param worked hears of multiplications that are done
    static GramSpectrum of(
            FloatMatrix matrix, int threads, LongConsumer worked, Cancellation cancellation)
            throws IOException, CancelledException {
        return of(
                GramMatrix.of(matrix, threads, worked, cancellation),
                matrix::kernels,
                threads,
                worked,
                cancellation);
    }

    /// @param gram used up
    /// @param choice gives one thread's kernels for so many multiplications
    static GramSpectrum of(
            SymmetricMatrix gram,
            DoubleFunction<MatrixKernels> choice,
            int threads,
            LongConsumer worked,
            Cancellation cancellation)
            throws CancelledException {
        return new GramSpectrum(
                Tridiagonal.of(gram, choice, threads, worked, cancellation), choice);
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
                        choice.apply(Tridiagonal.work(reduced.size())));
        for (double[] vector : vectors) {
            reduced.turn(vector);
        }
        return vectors;
    }
}
