package org.taskvectors.saving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorProblem;

/// Adapters on their bases, saved as models and opened again. The sums are NumPy's
/// (`src/test/oracle/adapter/make_golden.py`).
class SaverTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");
    private static final Path ADAPTER = GOLDEN.resolve("adapter/plain");
    private static final Path BASE = GOLDEN.resolve("adapter/base/llama-bf16");

    @TempDir private Path temporary;

    private SaveResult save(Path base, Path adapter, OutputDType dtype, long shardBytes)
            throws IOException, CancelledException {
        return save(base, adapter, dtype, shardBytes, new Cancellation());
    }

    private SaveResult save(
            Path base, Path adapter, OutputDType dtype, long shardBytes, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint from = Checkpoints.open(base);
                Checkpoint change = Checkpoints.open(adapter)) {
            SaveRequest request =
                    new SaveRequest(
                            edited(from, change, dtype),
                            new Target.Folder(output(), shardBytes),
                            Compute.onCpu(2));
            return new Saver("Program 1").save(request, new Progress(), cancellation);
        }
    }

    private static EditedModel edited(Checkpoint base, Checkpoint change, OutputDType dtype)
            throws IOException {
        return EditedModel.of(
                base,
                SavedVector.of(change),
                tensor -> {
                    DType counted = OutputDType.counted(base, tensor);
                    return dtype.of(counted, counted);
                });
    }

    private Path output() {
        return temporary.resolve("run").resolve("model");
    }

    private static double[] read(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow(() -> new AssertionError(name));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            double[] values = new double[(int) tensor.elements()];
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
            return values;
        }
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(output().resolve("config.json").toFile());
    }

    /// With one file, and with so small a limit that every tensor has its own.
    @ParameterizedTest
    @ValueSource(longs = {Target.Folder.SHARD_BYTES, 2_000, 1})
    void whatIsSavedIsTheSumRoundedOnce(long shardBytes) throws Exception {
        SaveResult result = save(BASE, ADAPTER, OutputDType.SOURCE, shardBytes);
        try (Checkpoint saved = Checkpoints.open(output());
                Checkpoint base = Checkpoints.open(BASE);
                Checkpoint expected =
                        Checkpoints.open(
                                GOLDEN.resolve("adapter/expected/plain-on-bf16.safetensors"))) {
            assertThat(saved.about().notes()).isEmpty();
            assertThat(saved.tensors()).hasSameElementsAs(base.tensors());
            for (Tensor tensor : saved.tensors()) {
                boolean changed = expected.tensor(tensor.name()).isPresent();
                assertThat(read(saved, tensor.name()))
                        .as(tensor.name())
                        .containsExactly(read(changed ? expected : base, tensor.name()));
            }
            assertThat(saved.about().files()).isEqualTo(result.shards().size());
            assertThat(result.tensors()).isEqualTo(base.tensors().size());
        }
        assertThat(Files.exists(output().resolve("model.safetensors.index.json")))
                .isEqualTo(result.shards().size() > 1);
    }

    @Test
    void onlyAnotherDTypeTouchesTheConfiguration() throws Exception {
        Path base = temporary.resolve("base");
        copy(BASE, base);
        String text =
                "{ \"model_type\": \"llama\", \"torch_dtype\": \"bfloat16\",  \"x\": [1.50] }";
        Files.writeString(base.resolve("config.json"), text);
        Files.writeString(base.resolve("tokenizer.json"), "{}");

        SaveResult same = save(base, ADAPTER, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);
        assertThat(same.companions()).contains("config.json", "tokenizer.json");
        assertThat(output().resolve("config.json")).hasContent(text);
        delete(output());

        save(base, ADAPTER, OutputDType.FLOAT32, Target.Folder.SHARD_BYTES);
        assertThat(config().path("torch_dtype").asText()).isEqualTo("float32");
        assertThat(config().path("x").path(0).asDouble()).isEqualTo(1.5);
        try (Checkpoint saved = Checkpoints.open(output())) {
            assertThat(saved.tensors()).allMatch(tensor -> tensor.dtype() == DType.F32);
        }
    }

    /// In float32 nothing of the sum is lost to the base's bfloat16.
    @Test
    void aWiderDTypeHoldsTheSumUnrounded() throws Exception {
        save(BASE, ADAPTER, OutputDType.FLOAT32, Target.Folder.SHARD_BYTES);
        try (Checkpoint saved = Checkpoints.open(output());
                Checkpoint base = Checkpoints.open(BASE);
                Checkpoint change =
                        Checkpoints.open(GOLDEN.resolve("adapter/expected/plain.safetensors"))) {
            for (Tensor tensor : change.tensors()) {
                double[] theta = read(base, tensor.name());
                double[] tau = read(change, tensor.name());
                double[] sum = read(saved, tensor.name());
                for (int i = 0; i < sum.length; i++) {
                    assertThat(sum[i]).isEqualTo((float) theta[i] + (float) tau[i]);
                }
            }
        }
    }

    @Test
    void aQuantisedBaseIsSavedAsNumbersAndItsConfigurationSaysSo() throws Exception {
        Path base = GOLDEN.resolve("quantized/llama-nf4-nested");
        Path adapter = adapterFor("model.layers.0.self_attn.q_proj", 32);

        save(base, adapter, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);

        assertThat(config().has("quantization_config")).isFalse();
        assertThat(config().path("torch_dtype").asText(config().path("dtype").asText()))
                .isEqualTo("bfloat16");
        try (Checkpoint saved = Checkpoints.open(output());
                Checkpoint from = Checkpoints.open(base)) {
            assertThat(saved.tensors()).allMatch(tensor -> tensor.dtype() == DType.BF16);
            assertThat(saved.tensors())
                    .noneMatch(tensor -> saved.stored(tensor).encoding().isPresent());
            for (Tensor tensor : from.tensors()) {
                boolean changed = tensor.name().contains("q_proj");
                double[] was = read(from, tensor.name());
                double[] now = read(saved, tensor.name());
                for (int i = 0; i < was.length; i++) {
                    // The adapter's change is 2 · 0.5 · 0.25 everywhere.
                    float sum = (float) was[i] + (changed ? 0.25f : 0);
                    assertThat(now[i]).as(tensor.name()).isEqualTo(rounded(sum));
                }
            }
        }
    }

    private static double rounded(float value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(2);
            Numbers.encode(new float[] {value}, 1, DType.BF16, bytes);
            double[] back = new double[1];
            Numbers.decode(DType.BF16, bytes, 1, back);
            return back[0];
        }
    }

    /// Of rank 2 and scale 1, with the same number in every place.
    private Path adapterFor(String module, int size) throws IOException {
        return adapterFor(module, size, size);
    }

    private Path adapterFor(String module, int outputs, int inputs) throws IOException {
        return adapterFor(module, outputs, inputs, 1);
    }

    /// @param times what both factors are multiplied by
    private Path adapterFor(String module, int outputs, int inputs, float times)
            throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("adapter"));
        List<Tensor> tensors =
                List.of(
                        new Tensor(
                                "base_model.model." + module + ".lora_A.weight",
                                DType.F32,
                                Shape.of(2, inputs)),
                        new Tensor(
                                "base_model.model." + module + ".lora_B.weight",
                                DType.F32,
                                Shape.of(outputs, 2)));
        SafetensorsLayout layout = SafetensorsLayout.of(tensors, Map.of());
        try (AtomicFile file = AtomicFile.begin(folder.resolve("adapter_model.safetensors"));
                Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < 2; i++) {
                float[] values = new float[2 * (i == 0 ? inputs : outputs)];
                MemorySegment bytes = arena.allocate(4L * values.length);
                java.util.Arrays.fill(values, (i == 0 ? 0.5f : 0.25f) * times);
                Numbers.encode(values, values.length, DType.F32, bytes);
                file.write(layout.offset(i), bytes);
            }
            file.write(0, ByteBuffer.wrap(layout.header()));
            file.commit();
        }
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":2,\"target_modules\":[\"q_proj\"]}");
        return folder;
    }

    @Test
    void aFolderThatHoldsSomethingIsLeftAlone() throws Exception {
        Files.createDirectories(output());
        Files.writeString(output().resolve("notes.txt"), "mine");

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> save(BASE, ADAPTER, OutputDType.SOURCE, 1000));

        assertThat(failure.problem()).isEqualTo(SaveProblem.FOLDER_NOT_EMPTY);
        assertThat(names(output())).containsExactly("notes.txt");
    }

    @Test
    void nothingIsLeftOfACancelledOne() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThatThrownBy(() -> save(BASE, ADAPTER, OutputDType.SOURCE, 1000, cancelled))
                .isInstanceOf(CancelledException.class);
        assertThat(temporary.resolve("run")).doesNotExist();
    }

    @Test
    void aConfigurationThatCannotBeChangedLeavesNothing() throws Exception {
        Path base = temporary.resolve("base");
        copy(BASE, base);
        Files.writeString(base.resolve("config.json"), "[]");

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> save(base, ADAPTER, OutputDType.FLOAT32, 1000));

        assertThat(failure.problem()).isEqualTo(SaveProblem.CONFIG_MALFORMED);
        assertThat(temporary.resolve("run")).doesNotExist();
    }

    @Test
    void aBaseWithoutAConfigurationIsTold() throws Exception {
        Path base = temporary.resolve("alone");
        copy(BASE, base);
        Files.deleteIfExists(base.resolve("config.json"));

        SaveResult result = save(base, ADAPTER, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);

        assertThat(result.notes()).anyMatch(note -> note.contains("no config.json"));
    }

    @Test
    void anotherBaseIsRefused() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                save(
                                        GOLDEN.resolve("adapter/base/gpt"),
                                        ADAPTER,
                                        OutputDType.SOURCE,
                                        1000));
        assertThat(failure.problem()).isEqualTo(CheckpointProblem.NOT_ITS_BASE);
        assertThat(temporary.resolve("run")).doesNotExist();
    }

    @Test
    void weightsThatAreNotFiniteAreTold() throws Exception {
        Path adapter = adapterFor("model.layers.0.self_attn.q_proj", 36, 40, 1e30f);

        SaveResult result = save(BASE, adapter, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);

        assertThat(result.notes())
                .anyMatch(note -> note.startsWith("1,440 weights of the saved model are NaN or"));
    }

    @Test
    void aChangedHeadOfABaseThatStoresNoneIsSaid() throws Exception {
        Path adapter = adapterFor("lm_head", 50, 16);

        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () ->
                                save(
                                        GOLDEN.resolve("gguf/gemma2.safetensors"),
                                        adapter,
                                        OutputDType.SOURCE,
                                        1000));

        assertThat(failure.what()).contains("no head of its own");
    }

    @Test
    void anAdapterIsNoBase() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> save(ADAPTER, ADAPTER, OutputDType.SOURCE, 1000));
        assertThat(failure.problem()).isEqualTo(VectorProblem.BASE_IS_A_VECTOR);
        assertThat(temporary.resolve("run")).doesNotExist();
    }

    /// transformers would take the folder for an adapter's.
    @Test
    void theConfigurationOfAnAdapterBesideTheBaseIsNotCarriedAlong() throws Exception {
        Path base = temporary.resolve("base");
        copy(BASE, base);
        Files.copy(ADAPTER.resolve("adapter_config.json"), base.resolve("adapter_config.json"));

        SaveResult result = save(base, ADAPTER, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);

        assertThat(result.companions()).doesNotContain("adapter_config.json");
        assertThat(output().resolve("adapter_config.json")).doesNotExist();
    }

    /// As Python writes them.
    @Test
    void numbersThatAreNotFiniteStayInTheConfiguration() throws Exception {
        Path base = temporary.resolve("base");
        copy(BASE, base);
        Files.writeString(
                base.resolve("config.json"),
                "{\"time_step_limit\": [0.0, Infinity, -Infinity, NaN]}");

        save(base, ADAPTER, OutputDType.FLOAT32, Target.Folder.SHARD_BYTES);

        assertThat(Files.readString(output().resolve("config.json")))
                .contains("[ 0.0, Infinity, -Infinity, NaN ]");
    }

    @Test
    void filesThatCameMeanwhileAreNotMixedWithTheModel() throws Exception {
        try (Checkpoint from = Checkpoints.open(BASE);
                Checkpoint change = Checkpoints.open(ADAPTER)) {
            Checkpoint model = edited(from, change, OutputDType.SOURCE);
            Checkpoint meddling =
                    (Checkpoint)
                            Proxy.newProxyInstance(
                                    getClass().getClassLoader(),
                                    new Class<?>[] {Checkpoint.class},
                                    (self, method, given) -> {
                                        if (method.getName().equals("reader")) {
                                            Files.createDirectories(output());
                                            Files.writeString(output().resolve("theirs.txt"), "x");
                                        }
                                        return method.invoke(model, given);
                                    });
            SaveRequest request =
                    new SaveRequest(meddling, new Target.Folder(output()), Compute.onCpu(1));
            Failure failure =
                    catchThrowableOfType(
                            Failure.class,
                            () ->
                                    new Saver("Program 1")
                                            .save(request, new Progress(), new Cancellation()));
            assertThat(failure.problem()).isEqualTo(SaveProblem.FOLDER_NOT_EMPTY);
        }
        assertThat(names(output())).containsExactly("theirs.txt");
    }

    /// Earlier versions of transformers would lay the embedding over the head otherwise.
    @Test
    void aHeadThatIsNoLongerTheEmbeddingIsSaidInTheConfiguration() throws Exception {
        Path base = temporary.resolve("base");
        copy(BASE, base);
        Files.writeString(
                base.resolve("config.json"),
                "{\"model_type\": \"llama\", \"tie_word_embeddings\": true}");
        Tensor head;
        try (Checkpoint from = Checkpoints.open(base)) {
            head = from.tensor("lm_head.weight").orElseThrow();
            assertThat(from.tensor("model.embed_tokens.weight")).isPresent();
        }
        Path adapter =
                adapterFor("lm_head", (int) head.shape().size(0), (int) head.shape().size(1));

        SaveResult result = save(base, adapter, OutputDType.SOURCE, Target.Folder.SHARD_BYTES);

        assertThat(config().path("tie_word_embeddings").asBoolean(true)).isFalse();
        assertThat(result.notes()).anyMatch(note -> note.contains("are one weight in the base"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        for (String name : names(from)) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    private static void delete(Path folder) throws IOException {
        for (String name : names(folder)) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }
}
