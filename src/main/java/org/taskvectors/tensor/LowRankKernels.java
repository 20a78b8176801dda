package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// Computes elements of a matrix that is kept as two factors. Each element is summed in float64 in
/// the order of k, beginning at 0, and then scaled, so every implementation gives the same bits.
/// Safe for several threads at once.
public interface LowRankKernels {
    /// Fills `floats` with `count` elements of the matrix, row by row, from element `first` on,
    /// each rounded once to float32.
    ///
    /// @param floats native memory of at least `4 · count` bytes, filled little-endian
    void product(LowRankFactors factors, long first, int count, MemorySegment floats);

    /// Computes the same elements without rounding them.
    void product(LowRankFactors factors, long first, int count, double[] into);
}
