package org.taskvectors.inference;

import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;

/// A tensor of an edited model and the memory that takes it.
///
/// @param tensor as `apply` writes it
/// @param held the dtype in memory: BF16 or F32
/// @param memory its bytes
record BakeTarget(Tensor tensor, DType held, MemorySegment memory) {
    MemorySegment range(long first, long count) {
        return memory.asSlice(first * held.bytes(), count * held.bytes());
    }
}
