package org.taskvectors.checkpoint;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// A reader of a change of a base's weights that is computed in float32. A caller that adds the
/// change to the base has the base's numbers at hand, and hands them over: where the change is
/// computed from them, they are not read again, and no number takes a detour over bytes.
public interface ChangeReader extends TensorReader {
    /// Numbers of a base's tensor.
    final class Given {
        private final Checkpoint base;
        private final Tensor tensor;
        private final float[] numbers;

        /// @param tensor its tensor, of a dtype that float32 holds exactly
        /// @param numbers the numbers from the element on that is asked for; 0 beyond its last row.
        ///   They are not copied
        public Given(Checkpoint base, Tensor tensor, float[] numbers) {
            this.base = base;
            this.tensor = tensor;
            this.numbers = numbers;
        }

        /// Whether the numbers are those of a tensor of a checkpoint.
        public boolean isOf(Checkpoint checkpoint, Tensor of) {
            return checkpoint.equals(base) && of.equals(tensor);
        }

        /// Returns the numbers. They are not to be changed.
        public float[] numbers() {
            return numbers;
        }

        /// Returns some of the numbers, from a later one on.
        public Given part(int offset, int count) {
            return offset == 0
                    ? this
                    : new Given(base, tensor, Arrays.copyOfRange(numbers, offset, offset + count));
        }
    }

    /// Reads elements as a caller without the base's numbers does, and decodes them.
    ///
    /// @param dtype of what is read
    /// @throws IOException as [#read] does
    default void decoded(DType dtype, long first, int count, float[] into) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment read = arena.allocate((long) count * dtype.bytes());
            read(first, read);
            Numbers.decode(dtype, read, count, into);
        }
    }

    /// Computes elements, bit for bit those that [#read] gives, except for which NaN it is.
    ///
    /// @param first the first element
    /// @param count how many
    /// @param given the base's numbers at the same places
    /// @param into receives the change
    /// @throws IOException as [#read] does
    void change(long first, int count, Given given, float[] into) throws IOException;
}
