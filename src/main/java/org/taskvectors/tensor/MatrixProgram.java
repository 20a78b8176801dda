package org.taskvectors.tensor;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.taskvectors.job.CancelledException;

/// What a device beside the processor finds of whole matrices, several of one shape at a time:
/// their singular values, and the first directions. It is used by one thread, and holds memory of
/// the device until it is closed.
///
/// The values are not the processor's bit for bit, since the device decomposes in another order;
/// both are as close to the exact ones: an error of at most 2e-14·σ1²/σ.
public interface MatrixProgram extends AutoCloseable {
    /// The first directions of a matrix on its shorter side.
    ///
    /// @param squares of all singular values, falling; of a matrix of low rank the last ones may be
    ///   below 0 by rounding
    /// @param vectors orthonormal, one for each of the first squares, of the shorter side's length
    record Leading(double[] squares, double[][] vectors) {}

    /// Returns how many matrices of that shape the device takes at a time; 0 where it takes none,
    /// and the processor decomposes them.
    int atOnce(int rows, int columns);

    /// Returns the squares of all singular values of each matrix, falling; of a matrix of low rank
    /// the last ones may be below 0 by rounding.
    ///
    /// @param matrices of one shape, as many as [#atOnce] says or fewer
    /// @return empty where the device failed and the work goes on without it
    /// @throws org.taskvectors.file.Failure where it failed and the work ends
    Optional<List<double[]>> squares(List<? extends Matrix> matrices)
            throws IOException, CancelledException;

    /// Returns the first directions of a matrix of a shape that [#atOnce] takes.
    ///
    /// @param most how many
    /// @return empty where the device failed and the work goes on without it
    /// @throws org.taskvectors.file.Failure where it failed and the work ends
    Optional<Leading> leading(Matrix matrix, int most) throws IOException, CancelledException;

    /// Gives the memory back.
    @Override
    void close();
}
