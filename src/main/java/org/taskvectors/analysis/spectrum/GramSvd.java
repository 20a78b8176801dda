package org.taskvectors.analysis.spectrum;

import java.io.IOException;
import java.util.Arrays;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.MatrixKernels;
import org.taskvectors.tensor.Panel;

/// All singular values of a matrix whose shorter side is not long, from its [GramSpectrum], and its
/// first triplets: what the matrix makes of the first directions is decomposed once more as it is,
/// not by its squares, so that the values and both sides of the triplets have their digits.
final class GramSvd {
    private GramSvd() {}

    /// Multiplications that it takes, about.
    static double work(long rows, long columns) {
        return GramSpectrum.work(rows, columns);
    }

    /// @param wanted how many triplets; fewer come where the rest is rounding
    static TruncatedSvd of(
            FloatMatrix matrix, Wanted wanted, Compute compute, Cancellation cancellation)
            throws IOException, CancelledException {
        int threads = compute.threads();
        GramSpectrum spectrum = GramSpectrum.of(matrix, threads, _ -> {}, cancellation);
        SingularValues all = FullSpectrum.of(spectrum.squares(), matrix);
        int count = wanted.among(spectrum.squares(), matrix.sumSquares());
        double[][] directions = spectrum.vectors(spectrum.count(count));
        cancellation.check();
        double[][] images = Images.of(matrix, directions, threads, cancellation);
        double work = work(matrix.rows(), matrix.columns());
        MatrixKernels kernels = matrix.kernels(work);
        RowsSvd core = RowsSvd.of(images, kernels);
        cancellation.check();
        int kept = ExactSvd.significant(core.values());
        boolean wide = matrix.rows() <= matrix.columns();
        Panel shortVectors = new Panel(Math.min(matrix.rows(), matrix.columns()), kept);
        Panel longVectors = new Panel(Math.max(matrix.rows(), matrix.columns()), kept);
        double[] shortVector = new double[shortVectors.rows()];
        double[] longVector = new double[longVectors.rows()];
        for (int k = 0; k < kept; k++) {
            Arrays.fill(shortVector, 0);
            for (int i = 0; i < directions.length; i++) {
                kernels.addMultiple(
                        shortVector, 0, core.ofRows(k)[i], directions[i], 0, shortVector.length);
            }
            shortVectors.setColumn(k, shortVector);
            core.along(k, longVector);
            longVectors.setColumn(k, longVector);
        }
        return new TruncatedSvd(
                refined(all, ExactSvd.scaled(core.values(), matrix), kept),
                wide ? shortVectors : longVectors,
                wide ? longVectors : shortVectors,
                new Residual.OfElements(matrix, matrix.algebra(work, compute, cancellation)));
    }

    /// All values, the first ones as they were found again.
    private static SingularValues refined(SingularValues all, double[] first, int count) {
        double[] values = all.values();
        System.arraycopy(first, 0, values, 0, count);
        for (int i = Math.max(1, count); i < values.length; i++) {
            values[i] = Math.min(values[i], values[i - 1]);
        }
        return new SingularValues(values, true, all.sumSquares());
    }
}
