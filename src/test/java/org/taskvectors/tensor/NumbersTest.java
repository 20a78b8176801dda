package org.taskvectors.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against what PyTorch reads and rounds (src/test/oracle/rounding.py).
class NumbersTest {
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F8_E4M3", "F8_E5M2"})
    void readsEveryEightBitNumberAsPyTorchDoes(DType dtype) throws IOException {
        float[] expected = floats(golden(dtype + ".all.f32"));
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        float[] read = new float[256];
        Numbers.decode(dtype, MemorySegment.ofArray(every), 256, read);
        assertThat(read).containsExactly(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16", "F8_E4M3", "F8_E5M2"})
    void roundsFloatsAsPyTorchDoes(DType dtype) throws IOException {
        float[] sample = floats(golden("sample.f32"));
        byte[] expected = golden("sample." + dtype);
        byte[] rounded = new byte[expected.length];
        Numbers.encode(sample, sample.length, dtype, MemorySegment.ofArray(rounded));
        assertThat(rounded).containsExactly(expected);
    }

    @Test
    void roundsDoublesOnce() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(golden("sample.f64")).order(ByteOrder.LITTLE_ENDIAN);
        double[] sample = new double[bytes.remaining() / 8];
        bytes.asDoubleBuffer().get(sample);
        byte[] rounded = new byte[2 * sample.length];
        Numbers.encode(sample, sample.length, DType.BF16, MemorySegment.ofArray(rounded));
        assertThat(rounded).containsExactly(golden("sample.f64.BF16"));
    }

    @Test
    void keepsNotANumberWhatItIs() {
        for (int bits : new int[] {0x7f800001, 0x7fffffff, 0xff80ffff, 0x7fc00000}) {
            float nan = Float.intBitsToFloat(bits);
            assertThat(Numbers.fromBFloat16(Numbers.toBFloat16(nan))).isNaN();
            assertThat(Numbers.fromFloat8(DType.F8_E4M3, Numbers.toFloat8(DType.F8_E4M3, nan)))
                    .isNaN();
            assertThat(Numbers.fromFloat8(DType.F8_E5M2, Numbers.toFloat8(DType.F8_E5M2, nan)))
                    .isNaN();
        }
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = NumbersTest.class.getResourceAsStream("/golden/numbers/" + name)) {
            return in.readAllBytes();
        }
    }
}
