package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ways to read and to round agree, bit for bit.
class FloatsTest {
    private static final Floats LARGE = new Floats.InVectors();

    @Test
    void everyBFloat16IsReadAlike() {
        int count = 1 << 16;
        ByteBuffer every = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int bits = 0; bits < count; bits++) {
            every.putShort((short) bits);
        }
        float[] expected = new float[count];
        float[] read = new float[count];
        Numbers.decode(DType.BF16, MemorySegment.ofArray(every.array()), count, expected);
        LARGE.decode(DType.BF16, MemorySegment.ofArray(every.array()), count, read);
        for (int i = 0; i < count; i++) {
            assertThat(Float.floatToRawIntBits(read[i]))
                    .isEqualTo(Float.floatToRawIntBits(expected[i]));
        }
    }

    /// Halves between two bfloat16, their neighbours, and what overflows, of either sign; at every
    /// length up to two vectors, so that what is left of a block is rounded too.
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 31, 33, 100_003})
    void roundsAlike(int count) {
        Random random = new Random(count);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            int upper = random.nextInt(1 << 16) << 16;
            int[] lower = {0, 0x7fff, 0x8000, 0x8001, 0xffff, random.nextInt(1 << 16)};
            float value = Float.intBitsToFloat(upper | lower[random.nextInt(lower.length)]);
            values[i] = Float.isNaN(value) ? Float.POSITIVE_INFINITY : value;
        }
        byte[] expected = new byte[2 * count];
        byte[] rounded = new byte[2 * count];
        Numbers.encode(values, count, DType.BF16, MemorySegment.ofArray(expected));
        LARGE.encodeNumbers(values, count, DType.BF16, MemorySegment.ofArray(rounded));
        assertThat(rounded).isEqualTo(expected);
    }

    @Test
    void smallWorkDoesNotWaitForTheCompiler() {
        assertThat(Floats.of(1 << 20)).isInstanceOf(Floats.Scalar.class);
        assertThat(Floats.of(1L << 32) instanceof Floats.InVectors).isEqualTo(Fused.IN_HARDWARE);
    }

    /// A rehearsal computes nothing that anybody sees, but it has to end.
    @ParameterizedTest
    @EnumSource(Rehearsal.Piece.class)
    void rehearsalsEnd(Rehearsal.Piece piece) {
        long began = System.nanoTime();
        Rehearsal.run(piece);
        assertThat(System.nanoTime() - began).isLessThan(60_000_000_000L);
    }
}
