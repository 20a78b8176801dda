package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Codes.Role;
import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.gguf.MadeGguf;
import org.taskvectors.tensor.DType;

/// Codes and scales as they are stored, expanded here by the formulas that [Codes] writes down,
/// give the numbers that reading gives.
class CodesTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final float ONE_OF_127 = (float) 7.874015718698502e-3;

    @TempDir private Path folder;

    /// One quantised tensor, expanded in the plainest way.
    private record Expanded(Codes codes) {
        float[] weights() throws IOException {
            float[] weights =
                    codes.part(Role.BLOCKS).isPresent()
                            ? blocks()
                            : codes.part(Role.TABLE).isPresent() ? fourBits() : eightBits();
            return switch (codes.order()) {
                case StoredOrder.AsStored() -> weights;
                case StoredOrder.Transposed() -> transposed(weights);
                case StoredOrder.RotaryRows(long half) -> halves(weights, (int) half);
                case StoredOrder.MinusOne() -> throw new AssertionError("norms are plain");
            };
        }

        private byte[] bytes(Role role) throws IOException {
            Tensor part = codes.part(role).orElseThrow();
            try (Arena arena = Arena.ofConfined();
                    TensorReader reader = codes.reader(role)) {
                MemorySegment bytes = arena.allocate(Math.max(1, part.bytes()));
                reader.read(0, bytes.asSlice(0, part.bytes()));
                return Arrays.copyOf(bytes.toArray(ValueLayout.JAVA_BYTE), (int) part.bytes());
            }
        }

        private float[] numbers(Role role) throws IOException {
            return numbers(codes.part(role).orElseThrow().dtype(), bytes(role));
        }

        private static float[] numbers(DType dtype, byte[] raw) {
            ByteBuffer bytes = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
            float[] numbers = new float[raw.length / dtype.bytes()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] =
                        switch (dtype) {
                            case F32 -> bytes.getFloat(4 * i);
                            case F16 -> Float.float16ToFloat(bytes.getShort(2 * i));
                            case BF16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                            case I8 -> raw[i];
                            case F8_E4M3 -> small(raw[i], 3, 7);
                            case F8_E5M2 -> small(raw[i], 2, 15);
                            case U8, F8_E8M0 ->
                                    (raw[i] & 255) == 255
                                            ? Float.NaN
                                            : (float) Math.pow(2, (raw[i] & 255) - 127);
                            default -> throw new AssertionError(dtype);
                        };
            }
            return numbers;
        }

        /// A float of eight bits.
        private static float small(byte code, int mantissaBits, int bias) {
            int mantissa = code & ((1 << mantissaBits) - 1);
            int exponent = (code & 127) >> mantissaBits;
            boolean isNan = mantissaBits == 3 ? (code & 127) == 127 : (code & 127) > 124;
            boolean isInfinite = mantissaBits == 2 && (code & 127) == 124;
            double size =
                    isNan
                            ? Double.NaN
                            : isInfinite
                                    ? Double.POSITIVE_INFINITY
                                    : Math.scalb(
                                            (double)
                                                    (exponent == 0
                                                            ? mantissa
                                                            : mantissa + (1 << mantissaBits)),
                                            Math.max(1, exponent) - bias - mantissaBits);
            return (float) (code < 0 ? -size : size);
        }

        private float[] fourBits() throws IOException {
            byte[] packed = bytes(Role.CODES);
            float[] table = numbers(Role.TABLE);
            float[] scales = codes.nested().isPresent() ? nestedScales() : numbers(Role.SCALES);
            int block = (int) codes.block().size(0);
            float[] weights = new float[(int) codes.shape().elements()];
            for (int i = 0; i < weights.length; i++) {
                int code = i % 2 == 0 ? (packed[i / 2] >> 4) & 15 : packed[i / 2] & 15;
                weights[i] = table[code] * scales[i / block];
            }
            return weights;
        }

        private float[] nestedScales() throws IOException {
            Codes.Nested nested = codes.nested().orElseThrow();
            byte[] scaleCodes = bytes(Role.SCALES);
            float[] table = numbers(Role.NESTED_TABLE);
            float[] outer = numbers(Role.NESTED_SCALES);
            float[] scales = new float[scaleCodes.length];
            for (int i = 0; i < scales.length; i++) {
                float scale = table[scaleCodes[i] & 255] * outer[i / nested.block()];
                scales[i] = scale + nested.offset();
            }
            return scales;
        }

        private float[] eightBits() throws IOException {
            float[] weights = numbers(Role.CODES);
            float[] scales = numbers(Role.SCALES);
            for (int i = 0; i < weights.length; i++) {
                weights[i] *= scales[scale(i)];
                if (codes.format().equals("LLM.int8")) {
                    weights[i] *= ONE_OF_127;
                }
            }
            return weights;
        }

        /// The scale of weight `i`: blocks are numbered as elements are, the last dimension first.
        private int scale(int i) {
            int scale = 0;
            int rest = i;
            int step = 1;
            for (int d = codes.shape().rank() - 1; d >= 0; d--) {
                int size = (int) codes.shape().size(d);
                int block = (int) codes.block().size(d);
                scale += rest % size / block * step;
                rest /= size;
                step *= Math.ceilDiv(size, block);
            }
            return scale;
        }

        private float[] blocks() throws IOException {
            ByteBuffer raw = ByteBuffer.wrap(bytes(Role.BLOCKS)).order(ByteOrder.LITTLE_ENDIAN);
            float[] weights = new float[(int) codes.shape().elements()];
            boolean isQ8 = codes.format().equals("Q8_0");
            for (int block = 0; block < weights.length / 32; block++) {
                int at = block * (isQ8 ? 34 : 18);
                float scale = Float.float16ToFloat(raw.getShort(at));
                for (int i = 0; i < 32; i++) {
                    int code =
                            isQ8
                                    ? raw.get(at + 2 + i)
                                    : ((raw.get(at + 2 + i % 16) >> (i < 16 ? 0 : 4)) & 15) - 8;
                    weights[32 * block + i] = code * scale;
                }
            }
            return weights;
        }

        private float[] halves(float[] stored, int half) {
            int width = (int) codes.shape().size(1);
            float[] turned = new float[stored.length];
            for (int row = 0; row < stored.length / width; row++) {
                int head = row / (2 * half) * 2 * half;
                int within = row % (2 * half);
                int to = head + within % 2 * half + within / 2;
                System.arraycopy(stored, row * width, turned, to * width, width);
            }
            return turned;
        }

        private float[] transposed(float[] stored) {
            int rows = (int) codes.shape().size(0);
            int columns = (int) codes.shape().size(1);
            float[] turned = new float[stored.length];
            for (int i = 0; i < stored.length; i++) {
                turned[i % columns * rows + i / columns] = stored[i];
            }
            return turned;
        }
    }

    private static float[] read(Checkpoint checkpoint, Tensor tensor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment numbers = arena.allocate(Math.max(4, tensor.bytes()), Float.BYTES);
            checkpoint.read(tensor, 0, numbers.asSlice(0, tensor.bytes()));
            return numbers.asSlice(0, tensor.bytes()).toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    /// The labels of the tensors that were compared.
    private static Set<String> compared(Path file, List<String> names) throws IOException {
        Set<String> labels = new TreeSet<>();
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            for (Tensor tensor : checkpoint.tensors()) {
                if (checkpoint.stored(tensor).codes().isEmpty()
                        || !(names.isEmpty() || names.contains(tensor.name()))) {
                    continue;
                }
                Codes codes = checkpoint.stored(tensor).codes().orElseThrow();
                assertThat(codes.format())
                        .isEqualTo(checkpoint.stored(tensor).encoding().orElseThrow().label());
                assertThat(new Expanded(codes).weights())
                        .as(file + " " + tensor.name())
                        .isEqualTo(read(checkpoint, tensor));
                labels.add(codes.format() + (codes.nested().isPresent() ? " nested" : ""));
            }
        }
        return labels;
    }

    @Test
    void bitsandbytesAndFloat8StandForTheNumbersThatAreRead() throws IOException {
        Set<String> labels = new TreeSet<>();
        for (String name :
                List.of(
                        "blocks.safetensors",
                        "fp8.safetensors",
                        "llama-nf4-nested",
                        "llama-fp4",
                        "llama-nf4-storage-bf16",
                        "llama-int8",
                        "gpt2-nf4",
                        "gpt2-int8")) {
            labels.addAll(compared(GOLDEN.resolve("quantized").resolve(name), List.of()));
        }
        assertThat(labels)
                .contains(
                        "NF4",
                        "NF4 nested",
                        "FP4",
                        "FP4 nested",
                        "LLM.int8",
                        "FP8 E4M3 with block scales",
                        "FP8 E4M3 with row scales",
                        "FP8 E4M3 with one scale");
    }

    @Test
    void transposedMatricesSayThatTheyAre() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("quantized/gpt2-nf4"))) {
            assertThat(
                            checkpoint.tensors().stream()
                                    .flatMap(t -> checkpoint.stored(t).codes().stream())
                                    .map(Codes::order))
                    .contains(new StoredOrder.Transposed());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Q8_0", "Q4_0"})
    void ggufsBlocksStandForTheNumbersThatAreRead(String type) throws IOException {
        assertThat(compared(GOLDEN.resolve("gguf/types.gguf"), List.of(type)))
                .containsExactly(type);
    }

    @Test
    void ggufsBlocksAreTheFilesBytesAndKnowTheirOrder() throws IOException {
        Path file =
                MadeGguf.llama(2)
                        .quantised("blk.0.attn_q.weight", 8, 16 * 34, 32, 16)
                        .write(folder.resolve("a.gguf"));
        byte[] all = Files.readAllBytes(file);
        for (int i = all.length - 16 * 34; i < all.length; i++) {
            all[i] = (byte) i;
        }
        Files.write(file, all);
        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            Tensor tensor = checkpoint.tensors().getFirst();
            Codes codes = checkpoint.stored(tensor).codes().orElseThrow();
            Tensor blocks = codes.part(Role.BLOCKS).orElseThrow();

            assertThat(blocks.shape().sizes()).containsExactly(16, 34);
            assertThat(blocks.dtype()).isEqualTo(DType.U8);
            assertThat(codes.shape().sizes()).containsExactly(16, 32);
            assertThat(codes.block().sizes()).containsExactly(1, 32);
            assertThat(codes.order()).isEqualTo(new StoredOrder.RotaryRows(4));
            assertThat(new Expanded(codes).weights()).isEqualTo(read(checkpoint, tensor));
            try (Arena arena = Arena.ofConfined();
                    TensorReader reader = codes.reader(Role.BLOCKS)) {
                MemorySegment row = arena.allocate(34);
                reader.read(34 * 3, row);
                int start = all.length - 16 * 34 + 34 * 3;
                assertThat(row.toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(Arrays.copyOfRange(all, start, start + 34));
            }
        }
    }

    @Test
    void plainTensorsHaveNoCodes() throws IOException {
        List<Path> plain =
                new ArrayList<>(
                        List.of(
                                GOLDEN.resolve("quantized/llama-plain.safetensors"),
                                GOLDEN.resolve("gguf/llama.gguf")));
        for (Path file : plain) {
            try (Checkpoint checkpoint = Checkpoints.open(file)) {
                Stream<Codes> codes =
                        checkpoint.tensors().stream()
                                .flatMap(t -> checkpoint.stored(t).codes().stream());
                assertThat(codes).isEmpty();
            }
        }
    }
}
