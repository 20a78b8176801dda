package org.taskvectors.checkpoint.adapter;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.Patience;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.LowRankFactors;
import org.taskvectors.tensor.Shape;

/// One rule of adapters each.
class AdapterRulesTest {
    private static final String A =
            "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
    private static final String B =
            "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight";
    private static final String NAME = "model.layers.0.self_attn.q_proj.weight";
    private static final String LORA = "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4";

    @TempDir private Path folder;
    private final List<Tensor> tensors = new ArrayList<>();

    @BeforeEach
    void factors() {
        put(A, DType.F32, 2, 5);
        put(B, DType.F32, 3, 2);
    }

    private void put(String name, DType dtype, long... sizes) {
        tensors.removeIf(tensor -> tensor.name().equals(name));
        tensors.add(new Tensor(name, dtype, Shape.of(sizes)));
    }

    /// Element i of a tensor is i + 1.
    private Path file(String name, Map<String, String> metadata) throws IOException {
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, metadata);
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (int t = 0; t < tensors.size(); t++) {
            for (int i = 0; i < tensors.get(t).elements(); i++) {
                if (tensors.get(t).dtype() == DType.F32) {
                    bytes.putFloat((int) layout.offset(t) + 4 * i, i + 1);
                }
            }
        }
        return Files.write(folder.resolve(name), bytes.array());
    }

    private Path factorsAlone() throws IOException {
        return file("vector.safetensors", Map.of("format", "pt"));
    }

    private Path adapter(String config) throws IOException {
        file("adapter_model.safetensors", Map.of("format", "pt"));
        Files.writeString(folder.resolve("adapter_config.json"), "{" + config + "}");
        return folder;
    }

    private Failure failure(String config) throws IOException {
        Path path = adapter(config);
        return catchThrowableOfType(Failure.class, () -> Checkpoints.open(path).close());
    }

    /// Returns the failure of reading an adapter that opens, and is only listed.
    private Failure refusal(String config) throws IOException {
        return refusal(adapter(config));
    }

    private static Failure refusal(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path);
                Checkpoint stored = Checkpoints.openAsStored(path)) {
            Vector vector = (Vector) checkpoint;
            assertThat(checkpoint.tensors()).isEmpty();
            assertThat(vector.incomplete())
                    .extracting(Incomplete::name)
                    .containsExactlyElementsOf(
                            stored.tensors().stream().map(Tensor::name).toList());
            assertThat(vector.question()).isPresent();
            return catchThrowableOfType(Failure.class, vector::requireReadable);
        }
    }

    private static float[] first(Path path) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            return AdapterOracleTest.read(checkpoint, checkpoint.tensors().getFirst(), 1 << 20);
        }
    }

    private static OpenOptions saying(LoraScale scale) {
        return new OpenOptions(Optional.of(scale), Optional.empty());
    }

    @Test
    void anElementIsTheScaledSumOfProducts() throws IOException {
        // B = (1 2; 3 4; 5 6), A = (1…5; 6…10), s = 4 / 2.
        assertThat(first(adapter(LORA)))
                .startsWith(2 * (1 * 1 + 2 * 6), 2 * (1 * 2 + 2 * 7))
                .endsWith(2 * (5 * 5 + 6 * 10));
    }

    @Test
    void theConfigurationAndTheFileAloneOpenTheSame() throws IOException {
        Path path = adapter(LORA);
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            try (Checkpoint checkpoint = Checkpoints.open(path.resolve(name))) {
                assertThat(checkpoint.about().format()).isEqualTo("LoRA adapter (PEFT)");
                assertThat(checkpoint.name()).isEqualTo(folder.getFileName().toString());
                assertThat(checkpoint.tensors())
                        .containsExactly(new Tensor(NAME, DType.F32, Shape.of(3, 5)));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ADALORA | AdaLoRA | merge_and_unload",
                "LOHA | LoHa | merge_and_unload",
                "IA3 | (IA)³ | merge_and_unload",
                "PREFIX_TUNING | prefix tuning | no merged model",
                "PROMPT_TUNING | prompt tuning | no merged model",
                "XLORA | X-LoRA | cannot merge",
                "SOMETHING_NEW | SOMETHING_NEW | If PEFT can merge"
            })
    void anotherMethodIsToldByItsNameAndListed(String type, String words, String advice)
            throws IOException {
        Failure failure = refusal("\"peft_type\":\"" + type + "\",\"r\":2");

        assertThat(failure.problem()).isEqualTo(AdapterProblem.OTHER_METHOD);
        assertThat(failure.what()).contains(words);
        assertThat(failure.advice()).contains(advice);
    }

    @ParameterizedTest
    @CsvSource({
        "pissa, PiSSA",
        "pissa_niter_16, PiSSA",
        "olora, OLoRA",
        "corda, CorDA",
        "loftq, LoftQ",
        "lora_ga, LoRA-GA"
    })
    void whatTookItsFactorsOutOfTheBaseIsToldAndNotMeasured(String word, String name)
            throws IOException {
        Failure failure = refusal(LORA + ",\"init_lora_weights\":\"" + word + "\"");

        assertThat(failure.problem()).isEqualTo(AdapterProblem.OTHER_METHOD);
        assertThat(failure.what()).contains(name);
        assertThat(failure.advice()).contains("path_initial_model_for_weight_conversion");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "\"gaussian\"", "\"eva\"", "\"orthogonal\""})
    void whatLeavesTheBaseAloneIsRead(String word) throws IOException {
        assertThat(first(adapter(LORA + ",\"init_lora_weights\":" + word))).hasSize(15);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"use_qalora\":true",
                "\"alora_invocation_tokens\":[1,2]",
                "\"kasa_config\":{\"beta\":1}",
                "\"layer_replication\":[[0,2]]",
                "\"use_bdlora\":{\"nblocks\":2}"
            })
    void variantsWhoseChangeIsAnotherAreTold(String setting) throws IOException {
        assertThat(refusal(LORA + "," + setting).problem()).isEqualTo(AdapterProblem.OTHER_METHOD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pissa", "olora", "loha", "ia3"})
    void realAdaptersOfOtherMethodsAreTold(String name) throws IOException {
        Path path = AdapterOracleTest.GOLDEN.resolve("refused").resolve(name);

        Failure failure = refusal(path);

        assertThat(failure.problem()).isEqualTo(AdapterProblem.OTHER_METHOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":\"16\"",
                "\"peft_type\":\"LORA\",\"r\":0,\"lora_alpha\":16",
                "\"peft_type\":\"LORA\",\"r\":2.5,\"lora_alpha\":16",
                "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":1e999",
                "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"use_rslora\":\"yes\"",
                "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"rank_pattern\":[2]",
                "\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":4,\"alpha_pattern\":{\"q\":null}",
                "\"r\":2,",
                "\"base_model_name_or_path\":\"x\""
            })
    void aConfigurationThatDecidesNothingIsMalformed(String config) throws IOException {
        Failure failure = failure(config);

        assertThat(failure.problem()).isEqualTo(AdapterProblem.CONFIG_MALFORMED);
        assertThat(failure.file()).isEqualTo(folder.resolve("adapter_config.json"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a{2", "[z"})
    void aPatternThatIsNoneIsTold(String key) throws IOException {
        assertThat(failure(LORA + ",\"alpha_pattern\":{\"" + key + "\":3}").problem())
                .isEqualTo(AdapterProblem.PATTERN_MALFORMED);
    }

    @Test
    @Timeout(Patience.SECONDS)
    void aPatternThatWouldTakeForEverIsGivenUp() throws IOException {
        // A reference to a group keeps Java from remembering where it has failed already.
        String key = "(([a-z_.0-9]|.)+)+\\\\3!";
        Failure failure = failure(LORA + ",\"alpha_pattern\":{\"" + key + "\":3}");

        assertThat(failure.problem()).isEqualTo(AdapterProblem.PATTERN_MALFORMED);
        assertThat(failure.what()).contains("takes too long");
    }

    @Test
    void theFirstPatternThatMatchesCountsAndPythonsGroupsAreUnderstood() throws IOException {
        String patterns = "{\"k_proj\":1,\"(?P<n>q)_proj\":8,\"q_proj\":2}";

        assertThat(first(adapter(LORA + ",\"alpha_pattern\":" + patterns))).startsWith(4 * 13);
    }

    @Test
    void aFactorWithoutItsPartnerIsTold() throws IOException {
        tensors.removeIf(tensor -> tensor.name().equals(B));

        Failure failure = failure(LORA);

        assertThat(failure.problem()).isEqualTo(AdapterProblem.FACTOR_MISSING);
        assertThat(failure.place()).contains("q_proj");
    }

    @Test
    void aRankThatIsNotTheConfigurationsIsTold() throws IOException {
        assertThat(failure("\"peft_type\":\"LORA\",\"r\":3,\"lora_alpha\":4").problem())
                .isEqualTo(AdapterProblem.FACTORS_DISAGREE);
    }

    @Test
    void factorsThatDoNotFitAreTold() throws IOException {
        put(B, DType.F32, 3, 3);

        assertThat(failure(LORA).problem()).isEqualTo(AdapterProblem.FACTORS_DISAGREE);
    }

    @Test
    void factorsOfIntegersAreTold() throws IOException {
        put(A, DType.I8, 2, 5);

        assertThat(failure(LORA).problem()).isEqualTo(AdapterProblem.FACTORS_DISAGREE);
    }

    @Test
    void emptyFactorsAreTold() throws IOException {
        put(A, DType.F32, 0, 5);
        put(B, DType.F32, 3, 0);

        assertThat(failure(LORA).problem()).isEqualTo(AdapterProblem.FACTORS_DISAGREE);
    }

    @Test
    void doraWithoutMagnitudesIsTold() throws IOException {
        assertThat(failure(LORA + ",\"use_dora\":true").problem())
                .isEqualTo(AdapterProblem.FACTOR_MISSING);
    }

    @Test
    void groupedFactorsWithoutTheirGroupsAreIncomplete() throws IOException {
        put(A, DType.F32, 4, 5);
        put(B, DType.F32, 6, 2, 1);

        assertIncomplete(LORA, "enable_lora");
    }

    @Test
    void factorsOfStackedParametersNeedTheBase() throws IOException {
        put(A, DType.F32, 6, 5);
        put(B, DType.F32, 3, 6);

        assertIncomplete(LORA + ",\"target_parameters\":[\"q_proj.weight\"]", "target_parameters");
    }

    @Test
    void nestedFactorsThatNoConfigurationExplainsAreIncomplete() throws IOException {
        tensors.clear();
        put(A.replace(".lora_A", ".base_layer.lora_A"), DType.F32, 2, 5);
        put(B.replace(".lora_B", ".base_layer.lora_B"), DType.F32, 3, 2);

        assertIncomplete(LORA, "target_parameters");
    }

    private void assertIncomplete(String config, String word) throws IOException {
        try (Checkpoint checkpoint = Checkpoints.open(adapter(config))) {
            assertThat(checkpoint.tensors()).isEmpty();
            assertThat(((AdapterCheckpoint) checkpoint).incomplete())
                    .singleElement()
                    .satisfies(tensor -> assertThat(tensor.reason()).contains(word));
        }
    }

    @Test
    void theEmbeddingThatPeftSavesUnderItsFactorsIsLeftAside() throws IOException {
        put(A.replace("lora_A", "base_layer"), DType.F32, 3, 5);

        try (Checkpoint checkpoint = Checkpoints.open(adapter(LORA))) {
            assertThat(checkpoint.tensors()).hasSize(1);
            assertThat(((AdapterCheckpoint) checkpoint).incomplete()).isEmpty();
            assertThat(checkpoint.about().notes()).anyMatch(note -> note.contains("left aside"));
        }
    }

    @Test
    void factorsWithoutAConfigurationAskForTheirScale() throws IOException {
        Path path = factorsAlone();

        try (AdapterCheckpoint adapter = (AdapterCheckpoint) Checkpoints.open(path);
                Arena arena = Arena.ofConfined()) {
            assertThat(adapter.about().adapter().orElseThrow().asksScale()).isTrue();
            assertThat(adapter.tensors()).hasSize(1);
            MemorySegment target = arena.allocate(60, 4);
            Tensor tensor = adapter.tensors().getFirst();
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> adapter.read(tensor, 0, target));

            assertThat(failure.problem()).isEqualTo(AdapterProblem.SCALE_UNKNOWN);
            assertThat(failure.file()).isEqualTo(path);
            assertThat(failure.place()).contains(NAME);
            assertThat(failure.advice()).contains("--lora-scale");
        }
    }

    @ParameterizedTest
    @CsvSource({"2, false, 1", "6, true, 4.242640687119285"})
    void theScaleThatSomebodySaysIsTaken(double alpha, boolean stabilised, double scale)
            throws IOException {
        try (AdapterCheckpoint adapter =
                (AdapterCheckpoint)
                        Checkpoints.open(
                                factorsAlone(), saying(new LoraScale.Alpha(alpha, stabilised)))) {
            assertThat(adapter.about().adapter().orElseThrow().scales()).containsExactly(scale);
            assertThat(adapter.about().said().scale())
                    .contains(new LoraScale.Alpha(alpha, stabilised));
        }
    }

    @Test
    void aConfigurationsScaleIsNotReplaced() throws IOException {
        try (AdapterCheckpoint adapter =
                (AdapterCheckpoint)
                        Checkpoints.open(adapter(LORA), saying(new LoraScale.Factor(100)))) {
            assertThat(adapter.about().adapter().orElseThrow().scales()).containsExactly(2.0);
        }
    }

    @Test
    void severalAdaptersInOneFileAreAskedFor() {
        Path path = AdapterOracleTest.GOLDEN.resolve("names/two-adapters.safetensors");
        OpenOptions third = new OpenOptions(Optional.empty(), Optional.of("third"));

        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));
        Failure other = catchThrowableOfType(Failure.class, () -> Checkpoints.open(path, third));

        assertThat(failure.problem()).isEqualTo(AdapterProblem.SEVERAL_ADAPTERS);
        assertThat(failure.what()).contains("default").contains("second");
        assertThat(other.problem()).isEqualTo(AdapterProblem.NO_SUCH_ADAPTER);
    }

    @Test
    void aVectorOfThisProgramIsWhatItSaysWhateverItsNames() throws IOException {
        Path path = file("vector.safetensors", Map.of("task_vector", "{}"));

        try (Checkpoint checkpoint = Checkpoints.open(path)) {
            assertThat(checkpoint).isNotInstanceOf(AdapterCheckpoint.class);
            assertThat(checkpoint.tensors()).hasSize(2);
        }
    }

    @Test
    void factorsAreGivenBackOnClosing() throws IOException {
        AtomicReference<Arena> memory = new AtomicReference<>();
        Change.Product product =
                new Change.Product(
                        new Tensor("a", DType.F32, Shape.of(2, 2)),
                        null,
                        new Tensor("b", DType.F32, Shape.of(2, 1)),
                        false,
                        Outputs.of(2),
                        1,
                        OptionalDouble.of(1),
                        1);
        FactorCache cache =
                new FactorCache(
                        (_, arena) -> {
                            memory.set(arena);
                            return List.of(LowRankFactors.of(arena, 2, 1, 2, 1, true));
                        });
        FactorCache.Use use = cache.use(product);
        assertThat(cache.bytes()).isPositive();

        cache.close();
        assertThat(memory.get().scope().isAlive()).isTrue();
        use.close();
        assertThat(memory.get().scope().isAlive()).isFalse();
        assertThatThrownBy(() -> cache.use(product)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void severalThreadsReadTheSame() throws Exception {
        try (AdapterCheckpoint alone = AdapterOracleTest.open("dora");
                Checkpoint base = AdapterOracleTest.base("llama");
                Vector once = alone.on(base);
                Vector again = alone.on(base)) {
            List<float[]> expected =
                    once.tensors().stream().map(tensor -> quietly(once, tensor, 1 << 20)).toList();
            int count = expected.size();
            List<float[]> parallel =
                    IntStream.range(0, 4 * count)
                            .parallel()
                            .mapToObj(i -> quietly(again, again.tensors().get(i % count), 97))
                            .toList();
            for (int i = 0; i < parallel.size(); i++) {
                assertThat(parallel.get(i)).containsExactly(expected.get(i % count));
            }
        }
    }

    private static float[] quietly(Checkpoint checkpoint, Tensor tensor, int cut) {
        try {
            return AdapterOracleTest.read(checkpoint, tensor, cut);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
