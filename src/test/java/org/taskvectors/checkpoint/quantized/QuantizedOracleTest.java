package org.taskvectors.checkpoint.quantized;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Files that the real bitsandbytes and Transformers wrote, and the float32 numbers that they stand
/// for; made by `src/test/oracle/quantized/make_golden.py` and `mxfp4.py` there.
class QuantizedOracleTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "quantized");

    @TestFactory
    Stream<DynamicTest> everyTensorHasTheNumbersOfItsFormula() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        List<Map.Entry<String, JsonNode>> files = new ArrayList<>(expected().properties());
        files.addAll(expected("mxfp4.json").properties());
        for (Map.Entry<String, JsonNode> file : files) {
            for (Map.Entry<String, JsonNode> tensor : file.getValue().properties()) {
                tests.add(
                        DynamicTest.dynamicTest(
                                file.getKey() + " " + tensor.getKey(),
                                () -> check(file.getKey(), tensor.getKey(), tensor.getValue())));
            }
        }
        assertThat(tests).hasSizeGreaterThan(82);
        return tests.stream();
    }

    private static JsonNode expected() throws IOException {
        return expected("expected.json");
    }

    private static JsonNode expected(String name) throws IOException {
        return new ObjectMapper().readTree(GOLDEN.resolve(name).toFile()).path("files");
    }

    private static void check(String file, String name, JsonNode facts) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve(file))) {
            Tensor tensor = checkpoint.tensor(name).orElseThrow();
            assertThat(tensor.dtype()).isEqualTo(DType.F32);
            assertThat(tensor.shape()).isEqualTo(shape(facts.path("shape")));
            assertThat(checkpoint.stored(tensor).encoding()).isPresent();

            byte[] bytes = read(checkpoint, tensor, 0, tensor.elements());

            assertThat(sha256(bytes))
                    .as("first numbers %s", first(bytes))
                    .isEqualTo(facts.path("sha256").asText());
            assertEveryPartIsTheSame(checkpoint, tensor, bytes);
        }
    }

    /// Reads at any element, odd ones and block edges among them.
    private static void assertEveryPartIsTheSame(Checkpoint checkpoint, Tensor tensor, byte[] all)
            throws IOException {
        Random random = new Random(3);
        int elements = (int) tensor.elements();
        for (int i = 0; i < 40; i++) {
            int first = random.nextInt(elements);
            int count = 1 + random.nextInt(Math.min(elements - first, i < 20 ? 3 : 5000));
            assertThat(read(checkpoint, tensor, first, count))
                    .as("%d elements from %d", count, first)
                    .isEqualTo(Arrays.copyOfRange(all, 4 * first, 4 * (first + count)));
        }
    }

    @Test
    void whatTransformersSavedHasTheTensorsOfThePlainModel() throws IOException {
        for (String kind : List.of("nf4-nested", "fp4", "nf4-storage-bf16", "int8")) {
            try (Checkpoint plain = Checkpoints.open(GOLDEN.resolve("llama-plain.safetensors"));
                    Checkpoint quantized = Checkpoints.open(GOLDEN.resolve("llama-" + kind))) {
                assertThat(shapes(quantized)).as(kind).isEqualTo(shapes(plain));
                assertThat(
                                quantized.tensors().stream()
                                        .filter(t -> quantized.stored(t).encoding().isPresent()))
                        .as(kind)
                        .hasSize(7);
                assertThat(quantized.about().notes())
                        .as(kind)
                        .anyMatch(note -> note.startsWith("7 tensors are stored as"));
            }
        }
    }

    private static List<String> shapes(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(t -> t.name() + " " + t.shape()).sorted().toList();
    }

    @Test
    void theNumbersAreNearThoseThatWereQuantised() throws IOException {
        Map<String, Double> largest = Map.of("nf4-nested", 0.1, "fp4", 0.13, "int8", 0.01);
        for (Map.Entry<String, Double> kind : largest.entrySet()) {
            try (Checkpoint plain = Checkpoints.open(GOLDEN.resolve("llama-plain.safetensors"));
                    Checkpoint quantized =
                            Checkpoints.open(GOLDEN.resolve("llama-" + kind.getKey()))) {
                for (Tensor tensor : quantized.tensors()) {
                    if (quantized.stored(tensor).encoding().isPresent()) {
                        double error = error(plain, quantized, tensor);
                        assertThat(error)
                                .as(tensor.name())
                                .isBetween(kind.getValue() / 2, kind.getValue());
                    }
                }
            }
        }
    }

    private static double error(Checkpoint plain, Checkpoint quantized, Tensor tensor)
            throws IOException {
        Tensor other = plain.tensor(tensor.name()).orElseThrow();
        assertThat(other.dtype()).isEqualTo(DType.BF16);
        byte[] w = read(plain, other, 0, other.elements());
        byte[] q = read(quantized, tensor, 0, tensor.elements());
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < tensor.elements(); i++) {
            int bits = (w[2 * i + 1] & 255) << 24 | (w[2 * i] & 255) << 16;
            double exact = Float.intBitsToFloat(bits);
            double d =
                    MemorySegment.ofArray(q).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i) - exact;
            difference += d * d;
            norm += exact * exact;
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void severalThreadsReadWhatOneDoes() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("blocks.safetensors"))) {
            Map<Tensor, byte[]> alone = new LinkedHashMap<>();
            for (Tensor tensor : checkpoint.tensors()) {
                alone.put(tensor, read(checkpoint, tensor, 0, tensor.elements()));
            }
            List<Boolean> same =
                    IntStream.range(0, 2_000)
                            .parallel()
                            .mapToObj(i -> checkpoint.tensors().get(i % alone.size()))
                            .map(
                                    tensor -> {
                                        try {
                                            return Arrays.equals(
                                                    read(checkpoint, tensor, 0, tensor.elements()),
                                                    alone.get(tensor));
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    })
                            .toList();
            assertThat(same).doesNotContain(false);
        }
    }

    @Test
    void encodingsSayWhatTheyAre() throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("blocks.safetensors"))) {
            Encoding plain = encoding(checkpoint, "nf4.plain.4096.weight");
            assertThat(plain.label()).isEqualTo("NF4");
            assertThat(plain.bitsPerWeight()).isCloseTo(4 + 32.0 * 3 / 8194, within(1e-3));
            assertThat(plain.relativeError()).isEqualTo(0.11);
            assertThat(encoding(checkpoint, "fp4.nested.64.weight").relativeError())
                    .isEqualTo(0.122);
            assertThat(encoding(checkpoint, "long.weight").bitsPerWeight())
                    .isCloseTo(4 + 8.0 / 64 + 32.0 * 2 / 20480, within(1e-3));
        }
        try (Checkpoint checkpoint = Checkpoints.open(GOLDEN.resolve("fp8.safetensors"))) {
            assertThat(encoding(checkpoint, "blocks.130.weight").label())
                    .isEqualTo("FP8 E4M3 with block scales");
            assertThat(encoding(checkpoint, "rows.weight").label())
                    .isEqualTo("FP8 E4M3 with row scales");
            assertThat(encoding(checkpoint, "scalar.weight").label())
                    .isEqualTo("FP8 E4M3 with one scale");
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::name)
                    .contains("norm.weight")
                    .noneMatch(name -> name.contains("scale"));
        }
    }

    private static org.assertj.core.data.Offset<Double> within(double offset) {
        return org.assertj.core.data.Offset.offset(offset);
    }

    private static Encoding encoding(Checkpoint checkpoint, String name) {
        return checkpoint.stored(checkpoint.tensor(name).orElseThrow()).encoding().orElseThrow();
    }

    private static Shape shape(JsonNode sizes) {
        long[] of = new long[sizes.size()];
        for (int i = 0; i < of.length; i++) {
            of[i] = sizes.get(i).asLong();
        }
        return Shape.of(of);
    }

    private static List<Float> first(byte[] bytes) {
        List<Float> first = new ArrayList<>();
        for (int i = 0; i < Math.min(4, bytes.length / 4); i++) {
            first.add(MemorySegment.ofArray(bytes).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i));
        }
        return first;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] read(Checkpoint checkpoint, Tensor tensor, long first, long count)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment target = arena.allocate(count * tensor.dtype().bytes());
            checkpoint.read(tensor, first, target);
            return target.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
