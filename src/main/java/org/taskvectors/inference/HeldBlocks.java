package org.taskvectors.inference;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Reads blocks of tensors in the dtype in which they are held: as they are, or through float32 and
/// rounded once. Belongs to one thread.
final class HeldBlocks implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private float[] numbers = {};
    private MemorySegment buffer = MemorySegment.NULL;

    /// Reads elements from `first` on.
    ///
    /// @param from the dtype that the reader gives
    /// @param held the dtype that is wanted
    /// @param into the block's bytes in that dtype
    void read(
            TensorReader reader, DType from, long first, int count, DType held, MemorySegment into)
            throws IOException {
        if (from == held) {
            reader.read(first, into);
            return;
        }
        long bytes = (long) count * from.bytes();
        if (buffer.byteSize() < bytes) {
            buffer = arena.allocate(bytes, WeightPlan.ALIGNMENT);
        }
        if (numbers.length < count) {
            numbers = new float[count];
        }
        MemorySegment source = buffer.asSlice(0, bytes);
        reader.read(first, source);
        Numbers.decode(from, source, count, numbers);
        Numbers.encode(numbers, count, held, into);
    }

    @Override
    public void close() {
        arena.close();
    }
}
