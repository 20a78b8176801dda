package org.taskvectors.tensor;

import java.io.IOException;
import org.taskvectors.job.CancelledException;

/// Whole products of matrices; how they are cut, and into what, is the device's own affair.
/// Elements of a [Matrix] and of its factors are floats, sums of their products keep at least the
/// digits that runs of 256 terms in float32 do, joined in float64; products of panels are in
/// float64 throughout. The number of threads changes no digit. It is used by one thread; what a
/// device holds of a matrix for the next product is given back when the algebra is closed, which
/// does not end its use.
public interface Algebra extends AutoCloseable {
    /// Returns A·Z: rows of A × columns of Z. The elements of Z are taken as floats.
    Panel times(Matrix a, Panel z) throws IOException, CancelledException;

    /// Returns Aᵀ·Q: columns of A × columns of Q. The elements of Q are taken as floats.
    Panel transposeTimes(Matrix a, Panel q) throws IOException, CancelledException;

    /// Returns Aᵀ·B of two panels of as many rows: columns of A × columns of B.
    Panel inner(Panel a, Panel b) throws IOException, CancelledException;

    /// Returns Y·T of a panel and a small matrix with as many rows as the panel has columns.
    Panel times(Panel y, Panel t) throws IOException, CancelledException;

    /// Returns ‖A − L·R‖², of the elements as A holds them.
    ///
    /// @param left rows of A × rank, row by row
    /// @param right rank × columns of A, row by row
    double residual(Matrix a, float[] left, float[] right, int rank)
            throws IOException, CancelledException;

    /// Gives back what a device holds of a matrix; nothing where the processor multiplies.
    @Override
    default void close() {}
}
