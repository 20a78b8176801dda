package org.taskvectors.inference.kernel;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.taskvectors.inference.Weights;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Fused;

/// Edited weights out of numbers in memory: θ0 + Σ λ·τ in float32, term by term, product and sum
/// each rounded, and the result rounded once. Bit for bit what a vector's sum on a base is where no
/// result is NaN. Any number of threads may call the same kernels.
public interface BakeKernels {
    /// Elements that are computed at a time.
    int BLOCK = 1 << 11;

    /// Returns the kernels that are fastest on this processor.
    static BakeKernels best() {
        return Fused.IN_HARDWARE ? new VectorBakeKernels() : new ScalarBakeKernels();
    }

    /// Writes elements `first` to `first + count` − 1 of a sum. It stops before a result that is
    /// NaN: which NaN that is, this sum does not say.
    ///
    /// @param base θ0
    /// @param terms in the order in which they are added; each has all the elements
    /// @param written the dtype that the result is rounded to: BF16, F16 or F32
    /// @param into takes the results from its first byte on, as BF16 where that is written, else as
    ///   F32; it may be the base's own memory
    /// @return how many elements were written, from the first on: `count`, or less where a NaN
    ///   follows within [#BLOCK] elements
    long bake(
            Weights base,
            List<BakeTerm> terms,
            DType written,
            long first,
            long count,
            MemorySegment into);
}
