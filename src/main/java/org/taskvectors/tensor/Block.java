package org.taskvectors.tensor;

import java.lang.foreign.MemorySegment;

/// A run of a tensor's elements in memory: `count` elements of `dtype`, packed, little-endian, from
/// the segment's start.
public record Block(DType dtype, MemorySegment bytes, int count) {
    /// Bytes of the elements.
    public long size() {
        return (long) count * dtype.bytes();
    }
}
