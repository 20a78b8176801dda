package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// Consecutive elements of a tensor in memory: `count` elements of `dtype`, packed, little-endian,
/// from the segment's start.
public record Block(DType dtype, MemorySegment bytes, int count) {
    /// Returns the block of `count` elements at the start of `buffer`.
    public static Block in(MemorySegment buffer, DType dtype, int count) {
        return new Block(dtype, buffer.asSlice(0, (long) count * dtype.bytes()), count);
    }

    /// Returns the bytes of the elements.
    public long size() {
        return (long) count * dtype.bytes();
    }
}
