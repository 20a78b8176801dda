package org.taskvectors.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.quantized.FourBitType;
import org.taskvectors.checkpoint.safetensors.SafetensorsFile;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

class FourBitBlocksTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private final FourBitBlocks blocks = new FourBitBlocks(table());

    private static float[] table() {
        float[] numbers = new float[16];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = FourBitType.NF4.number(i);
        }
        return numbers;
    }

    /// bitsandbytes made the codes and the scales of each matrix of the model
    /// (`src/test/oracle/training/make_golden.py`).
    @Test
    void codesAndScalesAreThoseOfBitsandbytes() throws IOException {
        int matrices = 0;
        try (Arena arena = Arena.ofConfined();
                SafetensorsFile base = opened("inference/llama");
                SafetensorsFile packed = opened("training/llama-nf4")) {
            for (Tensor tensor : packed.tensors()) {
                if (!tensor.name().endsWith(".absmax")) {
                    continue;
                }
                matrices++;
                String name = tensor.name().replace(".absmax", "");
                float[] values = bytes(base, name, arena).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                MemorySegment codes = arena.allocate(FourBitBlocks.codeBytes(values.length));
                MemorySegment scales = arena.allocate(4 * FourBitBlocks.scales(values.length));
                blocks.pack(values, values.length, codes, scales);
                assertThat(codes.mismatch(bytes(packed, name, arena))).as(name).isEqualTo(-1);
                assertThat(scales.mismatch(bytes(packed, tensor.name(), arena)))
                        .as(name)
                        .isEqualTo(-1);
            }
        }
        assertThat(matrices).isGreaterThanOrEqualTo(14);
    }

    private static SafetensorsFile opened(String folder) throws IOException {
        return SafetensorsFile.open(
                ReadableFile.open(GOLDEN.resolve(folder).resolve("model.safetensors")));
    }

    private static MemorySegment bytes(SafetensorsFile file, String name, Arena arena)
            throws IOException {
        Tensor tensor = file.tensor(name).orElseThrow();
        MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
        file.read(tensor, 0, bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 1000, 4097})
    void whatWasPackedIsExpandedAndPackedAgainToTheSameCodes(int count) {
        float[] values = new float[count];
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            values[i] = (float) (random.nextGaussian() * 0.02);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate(FourBitBlocks.codeBytes(count));
            MemorySegment scales = arena.allocate(4 * FourBitBlocks.scales(count));
            double[] sums = blocks.pack(values, count, codes, scales);
            MemorySegment exact = arena.allocate(4L * count);
            blocks.expand(codes, scales, 0, count, DType.F32, exact);
            double errors = 0;
            for (int i = 0; i < count; i++) {
                float scale = scales.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i / 64);
                int both = codes.get(ValueLayout.JAVA_BYTE, i / 2) & 0xff;
                float wanted = table()[i % 2 == 0 ? both >> 4 : both & 15] * scale;
                float found = exact.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
                assertThat(found).isEqualTo(wanted);
                for (float other : table()) {
                    assertThat(Math.abs((double) values[i] - found))
                            .isLessThanOrEqualTo(
                                    Math.abs((double) values[i] - other * scale) + 1e-6 * scale);
                }
                errors += Math.pow((double) values[i] - found, 2);
            }
            assertThat(sums[0]).isCloseTo(errors, within(1e-9 * errors + 1e-30));

            float[] again = exact.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            MemorySegment codesAgain = arena.allocate(codes.byteSize());
            MemorySegment scalesAgain = arena.allocate(scales.byteSize());
            assertThat(blocks.pack(again, count, codesAgain, scalesAgain)[0]).isZero();
            assertThat(codesAgain.mismatch(codes)).isEqualTo(-1);
            assertThat(scalesAgain.mismatch(scales)).isEqualTo(-1);

            MemorySegment rounded = arena.allocate(2L * count);
            blocks.expand(codes, scales, 0, count, DType.BF16, rounded);
            MemorySegment wanted = arena.allocate(2L * count);
            Numbers.encode(again, count, DType.BF16, wanted);
            assertThat(rounded.mismatch(wanted)).isEqualTo(-1);
        }
    }

    @Test
    void aBlockOfZerosStaysZero() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate(32);
            MemorySegment scales = arena.allocate(4);
            double[] sums = blocks.pack(new float[64], 64, codes, scales);
            assertThat(sums).containsExactly(0, 0);
            MemorySegment numbers = arena.allocate(256);
            blocks.expand(codes, scales, 0, 64, DType.F32, numbers);
            assertThat(numbers.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).containsOnly(0f);
        }
    }

    @Test
    void aPartIsExpandedAsTheWholeIs() {
        int count = 256;
        float[] values = new float[count];
        Random random = new Random(5);
        for (int i = 0; i < count; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment codes = arena.allocate(128);
            MemorySegment scales = arena.allocate(16);
            blocks.pack(values, count, codes, scales);
            MemorySegment whole = arena.allocate(4L * count);
            blocks.expand(codes, scales, 0, count, DType.F32, whole);
            MemorySegment part = arena.allocate(4L * 100);
            blocks.expand(codes, scales, 128, 100, DType.F32, part);
            assertThat(part.mismatch(whole.asSlice(4L * 128, 4L * 100))).isEqualTo(-1);
        }
    }
}
