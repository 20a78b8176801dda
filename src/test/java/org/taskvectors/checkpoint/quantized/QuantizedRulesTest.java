package org.taskvectors.checkpoint.quantized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Problem;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What is asked of the parts of a quantised tensor, one rule a test.
class QuantizedRulesTest {
    private static final String STATE = "q.weight.quant_state.bitsandbytes__nf4";

    @TempDir private Path folder;

    private Checkpoint open(MadeTensors tensors) throws IOException {
        return Checkpoints.open(tensors.write(folder.resolve("m.safetensors")));
    }

    private float[] numbers(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        byte[] bytes = QuantizedOracleTest.read(checkpoint, tensor, 0, tensor.elements());
        float[] numbers = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(numbers);
        return numbers;
    }

    /// Opening fails with that problem, and the message names file and tensor.
    private void assertRefused(MadeTensors tensors, Problem problem, String... words) {
        Failure failure = catchThrowableOfType(Failure.class, () -> open(tensors).close());
        assertThat(failure).isNotNull();
        assertThat(failure.problem()).isEqualTo(problem);
        assertThat(failure.file()).isEqualTo(folder.resolve("m.safetensors"));
        assertThat(failure.place()).startsWith("tensor q.weight");
        assertThat(failure.what()).contains(words);
        assertThat(failure.advice()).isNotEmpty();
    }

    private void assertNotDecoded(MadeTensors tensors, String kind, String... names)
            throws IOException {
        try (Checkpoint checkpoint = open(tensors)) {
            assertThat(
                            checkpoint.tensors().stream()
                                    .filter(
                                            tensor ->
                                                    checkpoint
                                                            .stored(tensor)
                                                            .undecoded()
                                                            .isPresent())
                                    .map(Tensor::name))
                    .containsExactlyInAnyOrder(names);
            for (String name : names) {
                Tensor tensor = checkpoint.tensor(name).orElseThrow();
                assertThat(checkpoint.stored(tensor).undecoded())
                        .hasValueSatisfying(k -> assertThat(k).contains(kind));
                assertThat(checkpoint.stored(tensor).encoding()).isEmpty();
            }
            assertThat(checkpoint.about().notes())
                    .anyMatch(note -> note.contains("not decoded") && note.contains(kind));
        }
    }

    @Test
    void theUpperHalfOfAByteIsTheFirstWeightAndBlocksRunOverRows() throws IOException {
        try (Checkpoint checkpoint = open(MadeTensors.nf4())) {
            float[] numbers = numbers(checkpoint, "q.weight");

            assertThat(checkpoint.tensors())
                    .containsExactly(new Tensor("q.weight", DType.F32, Shape.of(3, 50)));
            for (int i = 0; i < 150; i++) {
                assertThat(numbers[i]).isEqualTo(FourBitType.NF4.number(i % 16) * (1 + i / 64));
            }
        }
    }

    @Test
    void nestedScalesAreScaledThenShifted() throws IOException {
        try (Checkpoint checkpoint = open(MadeTensors.nested())) {
            float[] numbers = numbers(checkpoint, "q.weight");

            for (int i = 0; i < 150; i++) {
                assertThat(numbers[i]).isEqualTo(FourBitType.NF4.number(i % 16) * (1 + i / 64));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1]",
                "null",
                "{} x",
                "{\"quant_type\": \"nf4\", \"quant_type\": \"fp4\"}",
                "\u0001"
            })
    void aStateIsOneJsonObject(String state) {
        assertRefused(
                MadeTensors.nf4().text(STATE, state), QuantizedProblem.STATE_MALFORMED, "JSON");
    }

    @Test
    void aStateNamesATypeThatIsKnown() {
        assertRefused(
                MadeTensors.nf4().text(STATE, MadeTensors.state("af4", 64, "[3, 50]")),
                QuantizedProblem.UNKNOWN_TYPE,
                "af4");
    }

    @Test
    void aStateSaysTheTypeThatItIsCalledBy() {
        assertRefused(
                MadeTensors.nf4().text(STATE, MadeTensors.state("fp4", 64, "[3, 50]")),
                QuantizedProblem.STATE_MALFORMED,
                "nf4",
                "FP4");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -64, 48, 8192})
    void aBlockHasASizeThatBitsandbytesHas(int size) {
        assertRefused(
                MadeTensors.nf4().text(STATE, MadeTensors.state("nf4", size, "[3, 50]")),
                QuantizedProblem.STATE_MALFORMED,
                "blocksize",
                String.valueOf(size));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "150",
                "[3, -50]",
                "[3, 5.5]",
                "[\"3\", 50]",
                "[9223372036854775807, 3]",
                "[18446744073709551616]",
                "[1,1,1,1,1,1,1,1,1,150]"
            })
    void aShapeIsAListOfSizes(String shape) {
        assertRefused(
                MadeTensors.nf4().text(STATE, MadeTensors.state("nf4", 64, shape)),
                QuantizedProblem.STATE_MALFORMED,
                "shape");
    }

    @Test
    void aStateIsText() {
        assertRefused(
                MadeTensors.nf4().zeros(STATE, DType.F32, 20),
                QuantizedProblem.STATE_MALFORMED,
                "no text");
        assertRefused(
                MadeTensors.nf4().zeros(STATE, DType.U8, FourBitState.LONGEST + 1),
                QuantizedProblem.STATE_MALFORMED,
                "no text");
    }

    @Test
    void thePackedBytesAreTwoWeightsEach() {
        assertRefused(
                MadeTensors.nf4().zeros("q.weight", DType.U8, 74, 1),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "74 bytes",
                "75");
    }

    @Test
    void thereIsOneScaleForEachBlock() {
        assertRefused(
                MadeTensors.nf4().floats("q.weight.absmax", 1, 2),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "absmax",
                "2 elements",
                "3");
    }

    @Test
    void scalesAreFloatingPoint() {
        assertRefused(
                MadeTensors.nf4().zeros("q.weight.absmax", DType.I32, 3),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "int32",
                "floating point");
    }

    @Test
    void aTableHasOneNumberForEachCode() {
        assertRefused(
                MadeTensors.nf4().zeros("q.weight.quant_map", DType.F32, 17),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "quant_map",
                "17 elements",
                "16");
    }

    @Test
    void aTableIsTheOneOfItsType() throws IOException {
        MadeTensors tensors =
                MadeTensors.nf4().floats("q.weight.quant_map", MadeTensors.table(FourBitType.FP4));
        try (Checkpoint checkpoint = open(tensors)) {
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> numbers(checkpoint, "q.weight"));

            assertThat(failure.problem()).isEqualTo(QuantizedProblem.OTHER_TABLE);
            assertThat(failure.place()).isEqualTo("tensor q.weight");
            assertThat(failure.file()).isEqualTo(folder.resolve("m.safetensors"));
        }
    }

    @Test
    void nestedScalesHaveAllTheirParts() {
        for (String part : List.of("nested_absmax", "nested_quant_map")) {
            assertRefused(
                    MadeTensors.nested().without("q.weight." + part),
                    QuantizedProblem.PART_DOES_NOT_FIT,
                    part,
                    "absent");
        }
    }

    @Test
    void nestedScalesAreBytesWithATableOf256AndAScaleForEachBlock() {
        assertRefused(
                MadeTensors.nested().floats("q.weight.absmax", 1, 2, 3),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "uint8");
        assertRefused(
                MadeTensors.nested().zeros("q.weight.nested_quant_map", DType.F32, 255),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "255 elements");
        assertRefused(
                MadeTensors.nested().floats("q.weight.nested_absmax", 1, 2),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "2 elements");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"x\"", "null", "1e60"})
    void anOffsetIsANumber(String offset) {
        String state =
                MadeTensors.state("nf4", 64, "[3, 50]")
                        .replace(
                                "}",
                                ", \"nested_blocksize\": 256, \"nested_offset\": " + offset + "}");
        assertRefused(
                MadeTensors.nested().text(STATE, state),
                QuantizedProblem.STATE_MALFORMED,
                "nested_offset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"absmax", "quant_map", "quant_state.bitsandbytes__nf4"})
    void aTensorOfWhichAPartIsAbsentIsNotDecoded(String part) throws IOException {
        MadeTensors tensors = MadeTensors.nf4().without("q.weight." + part);
        try (Checkpoint checkpoint = open(tensors)) {
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(checkpoint.stored(tensor).undecoded()).as(tensor.name()).isPresent();
            }
            assertThat(checkpoint.tensors()).hasSize(3);
        }
    }

    @Test
    void partsWithoutTheirTensorAreNotDecoded() throws IOException {
        assertNotDecoded(
                MadeTensors.nf4().without("q.weight").zeros("norm.weight", DType.F32, 2),
                "not here",
                "q.weight.absmax",
                "q.weight.quant_map",
                STATE);
    }

    @Test
    void expertsOfMxfp4HaveTheNameAndShapeOfTheModel() throws IOException {
        MadeTensors tensors =
                new MadeTensors()
                        .zeros("e.up_blocks", DType.U8, 2, 5, 1, 16)
                        .zeros("e.up_scales", DType.U8, 2, 5, 1)
                        .zeros("e.up_bias", DType.BF16, 2, 5);
        try (Checkpoint checkpoint = open(tensors)) {
            assertThat(checkpoint.tensors())
                    .containsExactlyInAnyOrder(
                            new Tensor("e.up", DType.F32, Shape.of(2, 32, 5)),
                            new Tensor("e.up_bias", DType.BF16, Shape.of(2, 5)));
            assertThat(checkpoint.tensor("e.up_blocks")).isEmpty();
            assertThat(checkpoint.tensor("e.up_scales")).isEmpty();
            Tensor up = checkpoint.tensor("e.up").orElseThrow();
            assertThat(checkpoint.stored(up).encoding().orElseThrow().label()).isEqualTo("MXFP4");
            assertThat(checkpoint.stored(up).encoding().orElseThrow().bytes(up))
                    .isEqualTo(2 * 5 * 17);
            assertThat(checkpoint.stored(up).file()).contains(folder.resolve("m.safetensors"));
        }
    }

    /// A stack of matrices that are larger than what is kept at a time.
    @Test
    void everyElementOfALargeStackIsTransposed() throws IOException {
        int rows = 1100;
        int groups = 32;
        byte[] blocks = new byte[2 * rows * groups * 16];
        byte[] scales = new byte[2 * rows * groups];
        new Random(5).nextBytes(blocks);
        for (int i = 0; i < scales.length; i++) {
            scales[i] = (byte) (120 + i % 13);
        }
        Shape shape = Shape.of(2, rows, groups, 16);
        Shape less = Shape.of(2, rows, groups);
        MadeTensors tensors =
                new MadeTensors()
                        .put("a_blocks", DType.U8, shape, blocks)
                        .put("a_scales", DType.U8, less, scales)
                        .put("b.blocks", DType.U8, shape, blocks)
                        .put("b.scales", DType.U8, less, scales);
        try (Checkpoint checkpoint = open(tensors)) {
            float[] turned = numbers(checkpoint, "a");
            float[] plain = numbers(checkpoint, "b");
            int columns = groups * 32;
            for (int i = 0; i < plain.length; i++) {
                int matrix = i / (rows * columns);
                int row = i / columns % rows;
                int to = matrix * rows * columns + i % columns * rows + row;
                assertThat(turned[to]).isEqualTo(plain[i]);
            }
        }
    }

    @Test
    void expertsOfMxfp4WhoseShapesDoNotFitAreNamed() throws IOException {
        assertNotDecoded(
                new MadeTensors()
                        .zeros("e.up_blocks", DType.U8, 2, 5, 1, 16)
                        .zeros("e.up_scales", DType.U8, 2, 4, 1),
                "MXFP4",
                "e.up_blocks",
                "e.up_scales");
        assertNotDecoded(
                new MadeTensors()
                        .zeros("e.up_blocks", DType.U8, 2, 5, 1, 16)
                        .zeros("e.up_scales", DType.U8, 2, 5, 1)
                        .zeros("e.up", DType.F32, 2, 32, 5),
                "MXFP4",
                "e.up_blocks",
                "e.up_scales");
    }

    @ParameterizedTest
    @CsvSource({
        "m.weight,U8,m.weight_scale",
        "m.weight,I8,m.weight_scale",
        "m.weight,I8,m.scales",
        "m.weight,I32,m.zeros",
        "m.weight_q,I8,m.weight_scale",
        "m.q_weight,I32,m.q_weight_zero_point",
        "m.weight,I8,m.weight.scales",
        "m.gate_up_proj_packed,I8,m.gate_up_proj_scales",
        "m.weight,U8,m.weight_codebook"
    })
    void codesWithScalesBesideThemAreNamed(String codes, DType dtype, String scales)
            throws IOException {
        assertNotDecoded(
                new MadeTensors()
                        .zeros(codes, dtype, 4, 4)
                        .zeros(scales, DType.F16, 4)
                        .zeros("m.bias", DType.F32, 4),
                dtype.label(),
                codes,
                scales);
    }

    @Test
    void wholeNumbersOfAQuantisedModelAreNamedAndCountersAreNot() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"quantization_config\": {\"quant_method\": \"newest\"}}");
        new MadeTensors()
                .zeros("m.weight", DType.I32, 4, 4)
                .zeros("n.num_batches_tracked", DType.I64)
                .zeros("n.position_ids", DType.I64, 1, 8)
                .write(folder.resolve("model.safetensors"));
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            for (Tensor tensor : checkpoint.tensors()) {
                assertThat(checkpoint.stored(tensor).undecoded().isPresent())
                        .as(tensor.name())
                        .isEqualTo(tensor.name().equals("m.weight"));
            }
            assertThat(checkpoint.about().notes()).anyMatch(note -> note.contains("newest"));
        }
    }

    @Test
    void typesThatAreAlwaysScaledAreNamed() throws IOException {
        assertNotDecoded(
                new MadeTensors()
                        .zeros("m.weight", DType.F4, 4, 4)
                        .zeros("m.norm", DType.F32, 4)
                        .zeros("mask", DType.U8, 4, 4),
                "float4",
                "m.weight");
    }

    @Test
    void partsMayLieInOtherFiles() throws IOException {
        MadeTensors tensors = MadeTensors.nested();
        Path one = tensors.write(folder.resolve("a.safetensors"), List.of("q.weight", STATE));
        Path two =
                tensors.write(
                        folder.resolve("b.safetensors"),
                        List.of(
                                "q.weight.absmax",
                                "q.weight.quant_map",
                                "q.weight.nested_absmax",
                                "q.weight.nested_quant_map"));
        try (Checkpoint apart = Checkpoints.open(List.of(one, two));
                Checkpoint together = open(tensors)) {
            assertThat(numbers(apart, "q.weight")).isEqualTo(numbers(together, "q.weight"));
        }
    }

    @Test
    void int8HasOneScaleForEachRow() {
        MadeTensors tensors =
                new MadeTensors().zeros("q.weight", DType.I8, 4, 6).floats("q.SCB", 1, 2, 3);
        assertRefused(tensors, QuantizedProblem.PART_DOES_NOT_FIT, "SCB", "3 elements", "4");
        assertRefused(
                tensors.zeros("q.SCB", DType.I64, 4), QuantizedProblem.PART_DOES_NOT_FIT, "int64");
        assertRefused(
                tensors.floats("q.SCB", 1, 2, 3, 4).zeros("q.weight", DType.I8, 4, 6, 1),
                QuantizedProblem.PART_DOES_NOT_FIT,
                "matrices");
    }

    @Test
    void int8InAnotherLayoutIsNotDecoded() throws IOException {
        MadeTensors tensors =
                new MadeTensors()
                        .zeros("q.weight", DType.I8, 2, 6)
                        .floats("q.SCB", 1, 2)
                        .put("q.weight_format", DType.U8, Shape.of(), new byte[] {2});
        assertNotDecoded(tensors, "layout", "q.weight", "q.SCB", "q.weight_format");
    }

    @Test
    void int8ScalesAloneAreNotDecoded() throws IOException {
        assertNotDecoded(new MadeTensors().floats("q.SCB", 1, 2), "not here", "q.SCB");
    }

    @Test
    void conv1dWeightsNeedTheConfigurationThatSaysSo() throws IOException {
        MadeTensors tensors =
                new MadeTensors()
                        .zeros("h.0.attn.c_proj.weight", DType.I8, 2, 6)
                        .floats("h.0.attn.c_proj.SCB", 1, 2);
        assertNotDecoded(tensors, "config.json", "h.0.attn.c_proj.weight", "h.0.attn.c_proj.SCB");
        for (String type : List.of("gpt2", "gpt_bigcode")) {
            Path model = folder.resolve(type);
            tensors.write(model.resolve("model.safetensors"));
            Files.writeString(model.resolve("config.json"), "{\"model_type\":\"" + type + "\"}");
            try (Checkpoint checkpoint = Checkpoints.open(model)) {
                assertThat(checkpoint.tensors().getFirst().shape())
                        .isEqualTo(type.equals("gpt2") ? Shape.of(6, 2) : Shape.of(2, 6));
            }
        }
    }

    @Test
    void float8WithoutAScaleIsItself() throws IOException {
        try (Checkpoint checkpoint =
                open(new MadeTensors().zeros("q.weight", DType.F8_E4M3, 2, 3))) {
            assertThat(checkpoint.tensors().getFirst().dtype()).isEqualTo(DType.F8_E4M3);
            assertThat(checkpoint.about().notes()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5;7, 2;3", // neither blocks of 128 nor an even cut
        "5;7, 7", // a scale for each column, in one dimension
        "6;8, 3;4;1",
        "256;256, 0"
    })
    void scalesOfAnotherShapeAreNotUnderstood(String weights, String scales) throws IOException {
        MadeTensors tensors =
                new MadeTensors()
                        .zeros("q.weight", DType.F8_E4M3, sizes(weights))
                        .zeros("q.weight_scale_inv", DType.F32, sizes(scales));
        assertNotDecoded(tensors, "not understood", "q.weight", "q.weight_scale_inv");
    }

    private static long[] sizes(String text) {
        return List.of(text.split(";")).stream().mapToLong(Long::parseLong).toArray();
    }

    @Test
    void float8WithTwoScalesOrAZeroPointIsNotUnderstood() throws IOException {
        assertNotDecoded(
                new MadeTensors()
                        .zeros("q.weight", DType.F8_E4M3, 2, 3)
                        .floats("q.weight_scale", 1)
                        .floats("q.weight_scale_inv", 1),
                "not understood",
                "q.weight",
                "q.weight_scale",
                "q.weight_scale_inv");
        assertNotDecoded(
                new MadeTensors()
                        .zeros("q.weight", DType.F8_E4M3, 2, 3)
                        .floats("q.weight_scale", 1)
                        .zeros("q.weight_zero_point", DType.I8, 1),
                "not understood",
                "q.weight",
                "q.weight_scale",
                "q.weight_zero_point");
    }

    @Test
    void int8WithAWeightScaleIsNotUnderstood() throws IOException {
        assertNotDecoded(
                new MadeTensors().zeros("q.weight", DType.I8, 2, 3).floats("q.weight_scale", 1),
                "int8 with scales",
                "q.weight",
                "q.weight_scale");
    }

    @Test
    void theConfigurationsBlockGoesBeforeTheCustomaryOne() throws IOException {
        // 130 rows under two scales are blocks of 128 by custom, and of 100 by this configuration.
        byte[] ones = new byte[130];
        java.util.Arrays.fill(ones, (byte) 0x38);
        Path model = folder.resolve("f8");
        new MadeTensors()
                .put("q.weight", DType.F8_E4M3, Shape.of(130, 1), ones)
                .put("q.weight_scale_inv", DType.F32, Shape.of(2, 1), MadeTensors.bytes(2, 3))
                .write(model.resolve("model.safetensors"));
        for (int block : new int[] {128, 100}) {
            Files.writeString(
                    model.resolve("config.json"),
                    "{\"quantization_config\":{\"weight_block_size\":[" + block + ",128]}}");
            try (Checkpoint checkpoint = Checkpoints.open(model)) {
                float[] numbers = numbers(checkpoint, "q.weight");
                assertThat(numbers[block - 1]).isEqualTo(2);
                assertThat(numbers[block]).isEqualTo(3);
            }
        }
    }

    @Test
    void bytesAsScalesAreExponents() throws IOException {
        MadeTensors tensors =
                new MadeTensors()
                        .put("q.weight", DType.F8_E5M2, Shape.of(2), new byte[] {0x3c, 0x40})
                        .put("q.weight_scale_inv", DType.U8, Shape.of(1), new byte[] {(byte) 130});
        try (Checkpoint checkpoint = open(tensors)) {
            assertThat(numbers(checkpoint, "q.weight")).containsExactly(8, 16);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "qweight, GPTQ or AWQ",
        "W_q, HQQ",
        "weight_packed, compressed-tensors",
        "weight_scales, EETQ",
        "codebooks, AQLM",
        "weight_scale_2, NVFP4"
    })
    void otherFormatsAreNamedAndNotDecoded(String marker, String kind) throws IOException {
        assertNotDecoded(
                new MadeTensors()
                        .zeros("q." + marker, DType.I32, 2, 3)
                        .zeros("q.scales", DType.F16, 3)
                        .zeros("q.bias", DType.F16, 3)
                        .zeros("norm.weight", DType.F16, 3),
                kind,
                "q." + marker,
                "q.scales");
    }

    @Test
    void aPlainCheckpointIsLeftAsItIs() throws IOException {
        try (Checkpoint checkpoint = open(new MadeTensors().zeros("q.weight", DType.BF16, 2, 3))) {
            assertThat(checkpoint).isNotInstanceOf(QuantizedCheckpoint.class);
            assertThat(checkpoint.about().notes()).isEmpty();
        }
    }

    @Test
    void onlyItsOwnElementsAreRead() throws IOException {
        try (Checkpoint checkpoint = open(MadeTensors.nf4());
                Arena arena = Arena.ofConfined()) {
            Tensor tensor = checkpoint.tensor("q.weight").orElseThrow();
            MemorySegment target = arena.allocate(16);
            assertThatThrownBy(() -> checkpoint.read(tensor, 147, target))
                    .isInstanceOf(IllegalArgumentException.class);
            Tensor raw = new Tensor("q.weight", DType.U8, Shape.of(75, 1));
            assertThatThrownBy(() -> checkpoint.read(raw, 0, target))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(checkpoint.tensor("q.weight.absmax")).isEqualTo(Optional.empty());
        }
    }

    @Test
    void whatIsClosedGivesAFailure() throws IOException {
        Checkpoint checkpoint = open(MadeTensors.nf4());
        numbers(checkpoint, "q.weight");
        checkpoint.close();

        Failure failure =
                catchThrowableOfType(Failure.class, () -> numbers(checkpoint, "q.weight"));

        assertThat(failure.problem()).isEqualTo(FileProblem.READ_FAILED);
    }
}
