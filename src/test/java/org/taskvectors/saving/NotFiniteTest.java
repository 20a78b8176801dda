package org.taskvectors.saving;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Against Java's own conversions.
class NotFiniteTest {
    /// Every one of the 65,536.
    @ParameterizedTest
    @EnumSource(names = {"BF16", "F16"})
    void everyNumberOfSixteenBits(DType dtype) {
        int found = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(2);
            float[] value = new float[1];
            for (int bits = 0; bits < 1 << 16; bits++) {
                bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) bits);
                Numbers.decode(dtype, bytes, 1, value);
                assertThat(NotFinite.count(dtype, bytes)).isEqualTo(finite(value[0]) ? 0 : 1);
                found += finite(value[0]) ? 0 : 1;
            }
        }
        assertThat(found).isEqualTo(dtype == DType.BF16 ? 256 : 2048);
    }

    private static boolean finite(float value) {
        return Float.isFinite(value);
    }

    @Property(tries = 200)
    void anyBitsOfFloat32AndFloat64(@ForAll @Size(max = 40) long[] words, @ForAll boolean odd) {
        int floats = Math.max(0, 2 * words.length - (odd ? 1 : 0));
        long singles = 0;
        long doubles = 0;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(8L * words.length + 8, 8);
            for (int i = 0; i < words.length; i++) {
                // Random bits are hardly ever all ones.
                long word = i % 3 == 0 ? words[i] | 0x7ff0_0000_7f80_0000L : words[i];
                bytes.setAtIndex(ValueLayout.JAVA_LONG, i, word);
                doubles += Double.isFinite(Double.longBitsToDouble(word)) ? 0 : 1;
            }
            for (int i = 0; i < floats; i++) {
                singles += Float.isFinite(bytes.getAtIndex(ValueLayout.JAVA_FLOAT, i)) ? 0 : 1;
            }
            assertThat(NotFinite.count(DType.F32, bytes.asSlice(0, 4L * floats)))
                    .isEqualTo(singles);
            assertThat(NotFinite.count(DType.F64, bytes.asSlice(0, 8L * words.length)))
                    .isEqualTo(doubles);
        }
    }
}
