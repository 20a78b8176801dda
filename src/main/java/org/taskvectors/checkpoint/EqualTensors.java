package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Whether two tensors of a checkpoint hold the same numbers, bit for bit.
public final class EqualTensors {
    /// The first read is short, since most pairs differ in their first numbers.
    private static final int FIRST = 1 << 12;

    private EqualTensors() {}

    /// Reads both block by block up to the first difference.
    ///
    /// @return whether dtype, shape and all numbers are equal, and not all of them are zero: two
    ///   tensors of zeros tell nothing
    /// @throws IOException if one of them cannot be read
    public static boolean areOne(Checkpoint checkpoint, Tensor one, Tensor other)
            throws IOException {
        if (one.dtype() != other.dtype() || !one.shape().equals(other.shape())) {
            return false;
        }
        int width = one.dtype().bytes();
        boolean isAnything = false;
        try (Arena arena = Arena.ofConfined();
                TensorReader first = checkpoint.reader(one);
                TensorReader second = checkpoint.reader(other)) {
            long most = Math.min(TensorReader.SIDES, Math.max(1, one.elements()));
            MemorySegment here = arena.allocate(most * width, 64);
            MemorySegment there = arena.allocate(most * width, 64);
            long count;
            for (long at = 0; at < one.elements(); at += count) {
                count = Math.min(at == 0 ? FIRST : TensorReader.SIDES, one.elements() - at);
                MemorySegment a = here.asSlice(0, count * width);
                MemorySegment b = there.asSlice(0, count * width);
                first.read(at, a);
                second.read(at, b);
                if (a.mismatch(b) >= 0) {
                    return false;
                }
                isAnything = isAnything || isAnything(a);
            }
        }
        return isAnything;
    }

    private static boolean isAnything(MemorySegment bytes) {
        for (long at = 0; at < bytes.byteSize(); at++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, at) != 0) {
                return true;
            }
        }
        return false;
    }
}
