package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;

/// Reads the bytes of a tensor, whatever its dtype.
final class StoredBytes {
    private StoredBytes() {}

    /// Reads bytes `from` to `to` − 1 of `tensor` into `scratch.codes`.
    ///
    /// @return the index of byte `from` in the array
    static int read(Checkpoint source, Tensor tensor, long from, long to, Scratch scratch)
            throws IOException {
        int width = tensor.dtype().bytes();
        long first = from / width;
        long end = Math.ceilDiv(to, (long) width);
        int size = Math.toIntExact((end - first) * width);
        MemorySegment bytes = scratch.stored.asSlice(0, size);
        source.read(tensor, first, bytes);
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, scratch.codes, 0, size);
        return (int) (from - first * width);
    }
}
