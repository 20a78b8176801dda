package org.taskvectors.extraction.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.spectrum.SpectrumProblem;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.device.torch.TestDevice;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.saving.SaveProblem;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;

/// Against NumPy's SVD of the vectors of a tiny Llama and a tiny GPT-2 (src/test/oracle/lora.py,
/// whose `check` loads what comes out with PEFT itself).
class LoraExtractorTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/lora");
    private static final String LAYER = "model.layers.0.";
    private static final String PEFT = "base_model.model.";

    @TempDir private Path folder;
    private Path output;
    private JsonNode expected;

    @BeforeEach
    void prepare() throws IOException {
        output = folder.resolve("adapter");
        expected = new ObjectMapper().readTree(GOLDEN.resolve("expected.json").toFile());
    }

    private static Path vector(String kind) {
        return GOLDEN.resolve(kind + ".safetensors");
    }

    private LoraResult extract(Path vector, Function<LoraRequest, LoraRequest> change)
            throws IOException, CancelledException {
        try (Checkpoint opened = Checkpoints.open(vector)) {
            LoraRequest request =
                    new LoraRequest(
                            Located.of(opened),
                            output,
                            new LoraRank.Fixed(4),
                            Scope.ALL,
                            DType.F32,
                            Optional.empty(),
                            false,
                            Compute.onCpu(2));
            return new LoraExtractor("Program 1")
                    .extract(change.apply(request), new Progress(), new Cancellation());
        }
    }

    private static LoraRequest with(LoraRequest from, LoraRank rank, Scope scope, DType dtype) {
        return new LoraRequest(
                from.vector(),
                from.folder(),
                rank,
                scope,
                dtype,
                from.baseName(),
                from.overwrite(),
                from.compute());
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(output.resolve("adapter_config.json").toFile());
    }

    private static double[] read(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow(() -> new AssertionError(name));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes());
            checkpoint.read(tensor, 0, bytes);
            double[] values = new double[(int) tensor.elements()];
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
            return values;
        }
    }

    /// ‖τ − B·A‖ / ‖τ‖ of what lies in the folder.
    private double errorOnDisk(Path vector, LoraMatrix matrix, boolean turned) throws IOException {
        try (Checkpoint tau = Checkpoints.open(vector);
                Checkpoint adapter =
                        Checkpoints.openAsStored(output.resolve(AdapterFolder.WEIGHTS))) {
            double[] values = read(tau, matrix.tensor());
            double[] a = read(adapter, PEFT + matrix.module() + ".lora_A.weight");
            double[] b = read(adapter, PEFT + matrix.module() + ".lora_B.weight");
            int rank = matrix.rank();
            int columns = (int) matrix.shape().size(1);
            int inputs = a.length / rank;
            double residual = 0;
            double all = 0;
            for (int i = 0; i < values.length; i++) {
                int out = turned ? i % columns : i / columns;
                int in = turned ? i / columns : i % columns;
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += b[out * rank + k] * a[k * inputs + in];
                }
                residual += (values[i] - sum) * (values[i] - sum);
                all += values[i] * values[i];
            }
            return Math.sqrt(residual / all);
        }
    }

    @ParameterizedTest
    @CsvSource({"llama,false", "gpt2,true"})
    void factorsMissAsLittleAsNumPysSvd(String kind, boolean turned) throws Exception {
        LoraResult result = extract(vector(kind), request -> request);
        assertThat(result.matrices()).hasSize(kind.equals("llama") ? 13 : 8);
        for (LoraMatrix matrix : result.matrices()) {
            JsonNode numbers = expected.get(kind).get(matrix.tensor());
            double best = numbers.get("best_error").doubleValue();
            assertThat(matrix.values().norm())
                    .isCloseTo(numbers.get("norm").doubleValue(), within(1e-9));
            assertThat(matrix.error()).as(matrix.tensor()).isCloseTo(best, within(3e-7));
            assertThat(errorOnDisk(vector(kind), matrix, turned)).isCloseTo(best, within(3e-7));
        }
    }

    @Test
    void aVectorOfLowRankComesBack() throws Exception {
        LoraResult result =
                extract(
                        vector("llama"),
                        request ->
                                with(
                                        request,
                                        new LoraRank.Fixed(8),
                                        Scope.parse("attention"),
                                        DType.F32));
        assertThat(result.matrices()).hasSize(7);
        assertThat(result.all().error()).isLessThan(1e-6);
        assertThat(result.matrices()).extracting(LoraMatrix::rank).containsOnly(3);
        assertThat(result.all().energy()).isCloseTo(1, within(1e-6));
    }

    /// What was made of a vector is opened as a vector and made again: the same product.
    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void anAdapterOfARankComesBackAsItself(String kind) throws Exception {
        extract(
                vector(kind),
                request ->
                        new LoraRequest(
                                request.vector(),
                                request.folder(),
                                request.rank(),
                                request.scope(),
                                DType.BF16,
                                Optional.of("somebody/base"),
                                false,
                                Compute.onCpu(2)));
        Path first = output;
        output = folder.resolve("again");
        LoraResult again =
                extract(
                        first,
                        request -> with(request, new LoraRank.Fixed(9), Scope.ALL, DType.F32));
        assertThat(again.matrices())
                .extracting(LoraMatrix::rank)
                .allSatisfy(rank -> assertThat(rank).isLessThanOrEqualTo(4));
        assertThat(again.all().error()).isLessThan(1e-6);
        assertThat(again.wholeError()).isLessThan(1e-6);
        assertThat(config().get("base_model_name_or_path").textValue()).isEqualTo("somebody/base");
        assertThat(config().get("fan_in_fan_out").booleanValue()).isEqualTo(kind.equals("gpt2"));
        for (LoraMatrix matrix : again.matrices()) {
            assertThat(errorOnDisk(first, matrix, kind.equals("gpt2"))).isLessThan(1e-6);
        }
    }

    @Test
    void theConfigurationIsOneThatPeftReads() throws Exception {
        extract(vector("llama"), request -> request);
        JsonNode config = config();
        assertThat(config.get("peft_type").textValue()).isEqualTo("LORA");
        assertThat(config.get("task_type").textValue()).isEqualTo("CAUSAL_LM");
        assertThat(config.get("r").intValue()).as("the rank that most have").isEqualTo(3);
        assertThat(config.get("lora_alpha").intValue()).as("a scale of 1").isEqualTo(3);
        assertThat(config.get("rank_pattern")).hasSize(6);
        assertThat(config.get("rank_pattern").get(LAYER + "mlp.down_proj").intValue()).isEqualTo(4);
        assertThat(config.get("alpha_pattern")).isEqualTo(config.get("rank_pattern"));
        assertThat(config.get("fan_in_fan_out").booleanValue()).isFalse();
        assertThat(config.get("base_model_name_or_path").isNull()).isTrue();
        assertThat(config.get("target_modules"))
                .extracting(JsonNode::textValue)
                .contains(LAYER + "self_attn.q_proj", "model.layers.1.mlp.down_proj")
                .doesNotContain("model.layers.1.self_attn.k_proj", "lm_head");
        try (Checkpoint adapter = Checkpoints.openAsStored(output.resolve(AdapterFolder.WEIGHTS))) {
            assertThat(adapter.tensors()).hasSize(26);
            assertThat(adapter.about().metadata()).containsEntry("format", "pt");
            assertThat(
                            adapter.tensor(PEFT + LAYER + "mlp.down_proj.lora_B.weight")
                                    .orElseThrow()
                                    .shape()
                                    .sizes())
                    .containsExactly(24, 4);
        }
    }

    @Test
    void gpt2IsTheOtherWayRound() throws Exception {
        extract(vector("gpt2"), request -> request);
        assertThat(config().get("fan_in_fan_out").booleanValue()).isTrue();
        assertThat(config().get("target_modules"))
                .extracting(JsonNode::textValue)
                .contains("transformer.h.0.attn.c_attn", "transformer.h.1.mlp.c_proj");
        try (Checkpoint adapter = Checkpoints.openAsStored(output.resolve(AdapterFolder.WEIGHTS))) {
            assertThat(
                            adapter.tensor(PEFT + "transformer.h.0.mlp.c_fc.lora_A.weight")
                                    .orElseThrow()
                                    .shape()
                                    .sizes())
                    .containsExactly(4, 16);
        }
    }

    @Test
    void energyGivesEachMatrixItsOwnRank() throws Exception {
        LoraResult result =
                extract(
                        vector("llama"),
                        request ->
                                with(request, new LoraRank.Energy(0.9, 256), Scope.ALL, DType.F32));
        for (LoraMatrix matrix : result.matrices()) {
            assertThat(matrix.rank())
                    .as(matrix.tensor())
                    .isEqualTo(
                            expected.get("llama")
                                    .get(matrix.tensor())
                                    .get("rank_for_90")
                                    .intValue());
            assertThat(matrix.energy()).isGreaterThanOrEqualTo(0.9);
            JsonNode pattern = config().get("rank_pattern").path(matrix.module());
            int rank = config().get("r").intValue();
            assertThat(pattern.asInt(rank)).isEqualTo(matrix.rank());
            assertThat(config().get("alpha_pattern").path(matrix.module()).asInt(rank))
                    .isEqualTo(matrix.rank());
            assertThat(errorOnDisk(vector("llama"), matrix, false))
                    .isCloseTo(matrix.error(), within(1e-6));
        }
    }

    @Test
    void aBoundOnTheRankGoesBeforeTheEnergy() throws Exception {
        LoraResult result =
                extract(
                        vector("llama"),
                        request ->
                                with(
                                        request,
                                        new LoraRank.Energy(1, 5),
                                        Scope.parse("feed-forward"),
                                        DType.F32));
        assertThat(result.matrices()).extracting(LoraMatrix::rank).containsOnly(5);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"BF16", "F16"})
    void theErrorTellsWhatRoundingCosts(DType dtype) throws Exception {
        LoraResult result =
                extract(
                        vector("llama"),
                        request ->
                                with(
                                        request,
                                        new LoraRank.Fixed(8),
                                        Scope.parse("attention"),
                                        dtype));
        double lost = result.all().error();
        assertThat(lost)
                .isBetween(dtype == DType.BF16 ? 5e-4 : 5e-5, dtype == DType.BF16 ? 6e-3 : 6e-4);
        for (LoraMatrix matrix : result.matrices()) {
            assertThat(errorOnDisk(vector("llama"), matrix, false))
                    .isCloseTo(matrix.error(), within(1e-6));
        }
    }

    @Test
    void whatIsLeftOutIsNamedAndMeasured() throws Exception {
        LoraResult result = extract(vector("llama"), request -> request);
        Map<String, LeftOut.Reason> reasons =
                result.leftOut().stream()
                        .collect(Collectors.toMap(LeftOut::tensor, LeftOut::reason));
        assertThat(reasons)
                .containsEntry("model.embed_tokens.weight", LeftOut.Reason.EMBEDDING)
                .containsEntry("lm_head.weight", LeftOut.Reason.HEAD)
                .containsEntry("model.norm.weight", LeftOut.Reason.NOT_A_MATRIX)
                .containsEntry("model.layers.1.self_attn.k_proj.weight", LeftOut.Reason.ZERO);
        double squares = 0;
        double missing = 0;
        for (Map.Entry<String, JsonNode> of : expected.get("llama").properties()) {
            double norm = of.getValue().get("norm").doubleValue();
            squares += norm * norm;
            missing += reasons.containsKey(of.getKey()) ? norm * norm : 0;
        }
        assertThat(result.share(result.leftOut())).isCloseTo(missing / squares, within(1e-9));
        double held = result.all().error() * result.all().norm();
        assertThat(result.wholeError())
                .isCloseTo(Math.sqrt((held * held + missing) / squares), within(1e-9));
        assertThat(result.byLayer()).extracting(LoraGroup::label).containsExactly("0", "1");
        assertThat(result.byLayer()).extracting(LoraGroup::matrices).containsExactly(7, 6);
    }

    @Test
    void theHeadIsTakenWhereTheScopeNamesIt() throws Exception {
        LoraResult result =
                extract(
                        vector("llama"),
                        request ->
                                with(
                                        request,
                                        new LoraRank.Fixed(2),
                                        Scope.parse("head"),
                                        DType.F32));
        assertThat(result.matrices()).extracting(LoraMatrix::module).containsExactly("lm_head");
        assertThat(result.byLayer()).extracting(LoraGroup::label).containsExactly("head");
    }

    @Test
    void aFolderThatIsThereIsOnlyReplacedByForce() throws Exception {
        extract(vector("llama"), request -> request);
        byte[] before = Files.readAllBytes(output.resolve(AdapterFolder.WEIGHTS));
        assertThatThrownBy(() -> extract(vector("gpt2"), request -> request))
                .satisfies(problem(FileProblem.EXISTS));
        assertThat(output.resolve(AdapterFolder.WEIGHTS)).hasBinaryContent(before);
        extract(vector("gpt2"), LoraExtractorTest::overwriting);
        assertThat(config().get("fan_in_fan_out").booleanValue()).isTrue();
        assertThat(Files.readAllBytes(output.resolve(AdapterFolder.WEIGHTS))).isNotEqualTo(before);
    }

    private static LoraRequest overwriting(LoraRequest from) {
        return new LoraRequest(
                from.vector(),
                from.folder(),
                from.rank(),
                from.scope(),
                from.dtype(),
                from.baseName(),
                true,
                from.compute());
    }

    @Test
    void aFolderOfOtherThingsIsNeverWrittenInto() throws Exception {
        Files.createDirectories(output);
        Files.writeString(output.resolve("model.safetensors"), "precious");
        assertThatThrownBy(() -> extract(vector("llama"), LoraExtractorTest::overwriting))
                .satisfies(problem(SaveProblem.NOT_AN_ADAPTER));
        assertThat(files(output)).containsExactly("model.safetensors");
    }

    @Test
    void theFolderOfTheVectorIsRefused() throws Exception {
        Files.createDirectories(output);
        Path inside = Files.copy(vector("llama"), output.resolve("v.safetensors"));
        assertThatThrownBy(() -> extract(inside, LoraExtractorTest::overwriting))
                .satisfies(problem(SaveProblem.OUTPUT_IS_INPUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"norms", "embedding", "/lm_heads/"})
    void aScopeWithoutAMatrixIsRefused(String scope) {
        assertThatThrownBy(
                        () ->
                                extract(
                                        vector("llama"),
                                        request ->
                                                with(
                                                        request,
                                                        request.rank(),
                                                        Scope.parse(scope),
                                                        DType.F32)))
                .satisfies(problem(LoraProblem.NOTHING_TO_FACTOR));
        assertThat(output).doesNotExist();
    }

    @Test
    void aMatrixWithANumberThatIsNoneIsRefusedByName() throws Exception {
        byte[] bytes = Files.readAllBytes(vector("llama"));
        int header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
        String json = new String(bytes, 8, header, java.nio.charset.StandardCharsets.UTF_8);
        int at =
                new ObjectMapper()
                        .readTree(json)
                        .get(LAYER + "mlp.up_proj.weight")
                        .get("data_offsets")
                        .get(0)
                        .intValue();
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(8 + header + at + 40, Float.NaN);
        Path broken = Files.write(folder.resolve("broken.safetensors"), bytes);
        assertThatThrownBy(() -> extract(broken, request -> request))
                .satisfies(problem(SpectrumProblem.NOT_FINITE))
                .hasMessageContaining("tensor " + LAYER + "mlp.up_proj.weight");
        assertThat(output).as("nothing is left").doesNotExist();
    }

    @Test
    void aCancelledOneLeavesNothing() throws Exception {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        try (Checkpoint opened = Checkpoints.open(vector("llama"))) {
            LoraRequest request =
                    new LoraRequest(
                            Located.of(opened),
                            output,
                            new LoraRank.Fixed(4),
                            Scope.ALL,
                            DType.F32,
                            Optional.empty(),
                            false,
                            Compute.onCpu(1));
            assertThatThrownBy(
                            () ->
                                    new LoraExtractor("Program 1")
                                            .extract(request, new Progress(), cancelled))
                    .isInstanceOf(CancelledException.class);
        }
        assertThat(output).doesNotExist();
    }

    @Test
    void theSameVectorGivesTheSameBytes() throws Exception {
        extract(vector("llama"), request -> request);
        byte[] first = Files.readAllBytes(output.resolve(AdapterFolder.WEIGHTS));
        output = folder.resolve("again");
        extract(vector("llama"), request -> request);
        assertThat(output.resolve(AdapterFolder.WEIGHTS)).hasBinaryContent(first);
    }

    private static java.util.function.Consumer<Throwable> problem(
            org.taskvectors.file.Problem problem) {
        return failure ->
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                Failure.class, f -> assertThat(f.problem()).isEqualTo(problem));
    }

    private static java.util.List<String> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private static List<TestDevice> devices() throws Failure {
        return TestDevice.all();
    }

    @ParameterizedTest
    @MethodSource("devices")
    void aDeviceFactorsAsTheProcessor(TestDevice device) throws Exception {
        // Both sides are too long for an exact decomposition.
        Path vector = folder.resolve("long.safetensors");
        String header =
                "{\"%smlp.up_proj.weight\":{\"dtype\":\"F32\",\"shape\":[1040,1030],"
                                .replace("%s", LAYER)
                        + "\"data_offsets\":[0,4284800]}}";
        ByteBuffer bytes =
                ByteBuffer.allocate(8 + header.length() + 4_284_800).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length()).put(header.getBytes(StandardCharsets.UTF_8));
        Random random = new Random(1);
        for (int i = 0; i < 1040 * 1030; i++) {
            bytes.putFloat((float) random.nextGaussian() / (1 + i % 1030));
        }
        Files.write(vector, bytes.array());
        LoraResult expected = extract(vector, request -> request);
        output = folder.resolve("other");
        LoraResult found =
                extract(
                        vector,
                        request ->
                                new LoraRequest(
                                        request.vector(),
                                        request.folder(),
                                        request.rank(),
                                        request.scope(),
                                        request.dtype(),
                                        request.baseName(),
                                        request.overwrite(),
                                        new Compute(device, 2)));
        assertThat(device.chosenFor()).hasSize(1).allMatch(work -> work > 0);
        LoraMatrix wanted = expected.matrices().getFirst();
        LoraMatrix got = found.matrices().getFirst();
        assertThat(got.error()).isCloseTo(wanted.error(), within(1e-5));
        for (int k = 0; k < 4; k++) {
            double largest = wanted.values().get(0);
            assertThat(got.values().get(k))
                    .isCloseTo(wanted.values().get(k), within(1e-5 * largest));
        }
    }
}
