package org.taskvectors.checkpoint.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Numbers;

/// What tests read of checkpoints.
final class Read {
    static final Path GOLDEN = Path.of("src/test/resources/golden/gguf");

    private Read() {}

    /// Elements of a tensor as floats.
    static float[] floats(Checkpoint checkpoint, Tensor tensor, long first, int count)
            throws IOException {
        float[] numbers = new float[count];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes =
                    arena.allocate(Math.max(1, (long) count * tensor.dtype().bytes()));
            MemorySegment target = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
            checkpoint.read(tensor, first, target);
            Numbers.decode(tensor.dtype(), target, count, numbers);
        }
        return numbers;
    }

    static float[] floats(Checkpoint checkpoint, Tensor tensor) throws IOException {
        return floats(checkpoint, tensor, 0, Math.toIntExact(tensor.elements()));
    }

    /// All bytes of a tensor as longs, element by element, for types that are no floats.
    static long[] bits(Checkpoint checkpoint, Tensor tensor) throws IOException {
        long[] bits = new long[Math.toIntExact(tensor.elements())];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(Math.max(1, tensor.bytes()));
            checkpoint.read(tensor, 0, target.asSlice(0, tensor.bytes()));
            for (int i = 0; i < bits.length; i++) {
                bits[i] = Numbers.bits(tensor.dtype(), target, i);
            }
        }
        return bits;
    }
}
