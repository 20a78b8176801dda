package org.taskvectors.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Numbers against those of an oracle.
public final class SameNumbers {
    private SameNumbers() {}

    /// The bytes of a tensor.
    public static byte[] bytes(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow(() -> new AssertionError(name));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target =
                    arena.allocate(Math.max(1, tensor.bytes()), 8).asSlice(0, tensor.bytes());
            checkpoint.read(tensor, 0, target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    /// Every bit is the same, but for a NaN, which has to be one and whose other bits no standard
    /// says.
    public static void assertSame(DType dtype, byte[] found, byte[] expected, String what) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        double[] numbers = numbers(dtype, expected);
        double[] ours = numbers(dtype, found);
        int width = dtype.bytes();
        for (int i = 0; i < numbers.length; i++) {
            if (Double.isNaN(numbers[i])) {
                assertThat(ours[i]).as("%s, element %d", what, i).isNaN();
                continue;
            }
            for (int at = i * width; at < (i + 1) * width; at++) {
                assertThat(found[at])
                        .as("%s, element %d: %s for %s", what, i, ours[i], numbers[i])
                        .isEqualTo(expected[at]);
            }
        }
    }

    private static double[] numbers(DType dtype, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(Math.max(1, bytes.length), 8);
            MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
            double[] values = new double[bytes.length / dtype.bytes()];
            Numbers.decode(dtype, segment, values.length, values);
            return values;
        }
    }
}
