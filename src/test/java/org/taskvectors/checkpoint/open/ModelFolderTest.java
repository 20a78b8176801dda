package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.Failure;

class ModelFolderTest {

    private static final String SHARD_1 = "model-00001-of-00002.safetensors";
    private static final String SHARD_2 = "model-00002-of-00002.safetensors";

    @TempDir private Path folder;

    private void shards() throws IOException {
        Made.write(folder.resolve(SHARD_1), "a", "b");
        Made.write(folder.resolve(SHARD_2), "c");
    }

    private void index(long totalSize, String... tensorsAndShards) throws IOException {
        StringBuilder map = new StringBuilder();
        for (int i = 0; i < tensorsAndShards.length; i += 2) {
            map.append(i == 0 ? "" : ",")
                    .append('"' + tensorsAndShards[i] + "\":\"" + tensorsAndShards[i + 1] + '"');
        }
        write(
                "model.safetensors.index.json",
                "{\"metadata\":{\"total_size\":" + totalSize + "},\"weight_map\":{" + map + "}}");
    }

    private void wholeIndex() throws IOException {
        index(12, "a", SHARD_1, "b", SHARD_1, "c", SHARD_2);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private List<String> names() throws Failure {
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            return checkpoint.tensors().stream().map(Tensor::name).toList();
        }
    }

    private List<String> notes() throws Failure {
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            return checkpoint.about().notes();
        }
    }

    private Failure failure() {
        Failure failure = catchThrowableOfType(Failure.class, () -> Checkpoints.open(folder));
        assertThat(Checkpoints.recognise(folder).path()).isEqualTo(folder);
        return failure;
    }

    @Test
    void shardsAreOneCheckpoint() throws IOException {
        shards();
        wholeIndex();
        write(
                "config.json",
                "{\"architectures\":[\"LlamaForCausalLM\"],\"model_type\":\"llama\","
                        + "\"time_step_limit\":[0.0,Infinity]}");
        write("tokenizer.json", "{}");
        write("README.md", "");

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::name)
                    .containsExactly("a", "b", "c");
            assertThat(checkpoint.name()).isEqualTo(folder.getFileName().toString());
            assertThat(checkpoint.path()).contains(folder);
            assertThat(checkpoint.about().format()).isEqualTo("Hugging Face folder");
            assertThat(checkpoint.about().files()).isEqualTo(2);
            assertThat(checkpoint.about().bytesOnDisk())
                    .isEqualTo(
                            Files.size(folder.resolve(SHARD_1))
                                    + Files.size(folder.resolve(SHARD_2)));
            assertThat(checkpoint.about().notes()).isEmpty();
            assertThat(checkpoint.about().companions())
                    .containsExactly("config.json", "tokenizer.json");
            assertThat(checkpoint.about().config().orElseThrow().modelType()).contains("llama");
        }
        assertThat(Checkpoints.recognise(folder).label())
                .isEqualTo("Hugging Face folder, 2 shards");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors.index.json"})
    void theFolderOpensByIndexAndConfigurationToo(String name) throws IOException {
        shards();
        wholeIndex();
        write("config.json", "{}");

        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve(name))) {
            assertThat(checkpoint.tensors()).hasSize(3);
            assertThat(checkpoint.path().orElseThrow()).isEqualTo(folder);
        }
    }

    @Test
    void onlyTheShardsOfTheIndexCount() throws IOException {
        shards();
        wholeIndex();
        Made.write(folder.resolve("consolidated.safetensors"), "a", "b", "c");
        Made.write(folder.resolve("vector.safetensors"), "a");
        Made.write(folder.resolve("old.safetensors.7-1.tvw-partial"), "a");
        write("pytorch_model.bin", "");

        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(notes())
                .containsExactly(
                        "left aside: consolidated.safetensors, pytorch_model.bin,"
                                + " vector.safetensors");
    }

    @Test
    void aStaleTotalSizeIsANote() throws IOException {
        shards();
        index(1000, "a", SHARD_1, "b", SHARD_1, "c", SHARD_2);

        assertThat(notes())
                .containsExactly(
                        "the index gives a total_size of 1,000 bytes, the tensors have 12");
    }

    @Test
    void anAbsentShardIsNamed() throws IOException {
        shards();
        wholeIndex();
        Files.delete(folder.resolve(SHARD_2));

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure().file()).isEqualTo(folder.resolve(SHARD_2));
        assertThat(Checkpoints.recognise(folder).accepted()).isFalse();
    }

    @Test
    void anAbsentTensorIsNamed() throws IOException {
        shards();
        index(16, "a", SHARD_1, "b", SHARD_1, "c", SHARD_2, "d", SHARD_2);

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.INDEXED_TENSOR_ABSENT);
        assertThat(failure().place()).isEqualTo("tensor d");
    }

    @Test
    void aTensorInAnotherShardThanTheIndexSaysIsAbsent() throws IOException {
        shards();
        index(12, "a", SHARD_1, "b", SHARD_2, "c", SHARD_2);

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.INDEXED_TENSOR_ABSENT);
    }

    @Test
    void aTensorOfTwoShardsIsWhereTheIndexSays() throws IOException {
        Made.write(folder.resolve(SHARD_1), "a", "b");
        Made.write(folder.resolve(SHARD_2), "c", "a");
        index(12, "a", SHARD_2, "b", SHARD_1, "c", SHARD_2);

        assertThat(names()).containsExactly("b", "c", "a");
        assertThat(notes()).singleElement().asString().contains("second shard");
    }

    @Test
    void aTensorOfAShardThatIsNotInTheIndexCountsAndIsNoted() throws IOException {
        shards();
        index(12, "a", SHARD_1, "c", SHARD_2);

        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(notes()).singleElement().asString().contains("not in the index");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside.safetensors",
                "sub/../../outside.safetensors",
                "/etc/passwd",
                "C:/windows/model.safetensors",
                "..\\\\outside.safetensors",
                "",
                "."
            })
    void shardsOutsideOfTheFolderAreRefused(String shard) throws IOException {
        shards();
        index(12, "a", SHARD_1, "b", shard);

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.SHARD_OUTSIDE);
        assertThat(failure().file().getFileName()).hasToString("model.safetensors.index.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"weight_map\":{}}",
                "{\"weight_map\":[]}",
                "{\"weight_map\":{\"a\":1}}",
                "{\"weight_map\":{\"a\":\"x\"",
                "{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}",
                "{\"weight_map\":{\"a\":\"x\"}} more",
                "[]"
            })
    void anIndexThatIsNoneIsAFailure(String text) throws IOException {
        shards();
        write("model.safetensors.index.json", text);

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.INDEX_MALFORMED);
    }

    @Test
    void deepNestingInAnIndexIsAFailure() throws IOException {
        shards();
        write("model.safetensors.index.json", "{\"x\":" + "[".repeat(5000));

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.INDEX_MALFORMED);
    }

    @Test
    void aShardThatIsAPointerIsCalledByItsName() throws IOException {
        shards();
        wholeIndex();
        write(SHARD_2, "version https://git-lfs.github.com/spec/v1\n");

        assertThat(failure().problem()).isEqualTo(OtherKind.GIT_LFS_POINTER);
        assertThat(failure().file()).isEqualTo(folder.resolve(SHARD_2));
    }

    @Test
    void ofSeveralIndicesTheModelsGoesFirst() throws IOException {
        shards();
        wholeIndex();
        write("consolidated.safetensors.index.json", "{");
        write("other.safetensors.index.json", "{");

        assertThat(names()).hasSize(3);
    }

    @Test
    void severalOtherIndicesAreAmbiguous() throws IOException {
        write("one.safetensors.index.json", "{}");
        write("two.safetensors.index.json", "{}");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.INDEX_AMBIGUOUS);
    }

    @Test
    void withoutAnIndexTheModelsFileCounts() throws IOException {
        Made.write(folder.resolve("model.safetensors"), "a");
        Made.write(folder.resolve("vector.safetensors"), "a");

        assertThat(names()).containsExactly("a");
        assertThat(notes()).containsExactly("left aside: vector.safetensors");
    }

    @Test
    void aSeriesOfShardsNeedsNoIndex() throws IOException {
        shards();
        Made.write(folder.resolve("consolidated.safetensors"), "a", "b", "c");

        assertThat(names()).containsExactly("a", "b", "c");
        assertThat(notes()).anyMatch(note -> note.contains("no index"));
    }

    @Test
    void aSeriesWithAGapIsAFailure() throws IOException {
        shards();
        Files.delete(folder.resolve(SHARD_1));

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
    }

    @Test
    void theConsolidatedFileCountsWhereItIsAlone() throws IOException {
        Made.write(folder.resolve("consolidated.safetensors"), "a");

        assertThat(names()).containsExactly("a");
    }

    @Test
    void filesThatShareATensorAreNotOneModel() throws IOException {
        Made.write(folder.resolve("sst2.safetensors"), "a");
        Made.write(folder.resolve("mnli.safetensors"), "a");

        Failure failure = failure();
        assertThat(failure.problem()).isEqualTo(CheckpointProblem.DUPLICATE_TENSOR);
        assertThat(failure.place()).isEqualTo("tensor a");
        assertThat(failure.what()).contains("mnli.safetensors, sst2.safetensors");
        assertThat(Checkpoints.within(folder))
                .containsExactly(
                        folder.resolve("mnli.safetensors"), folder.resolve("sst2.safetensors"));
        assertThat(
                        catchThrowableOfType(
                                        Failure.class,
                                        () -> Checkpoints.open(Checkpoints.within(folder)))
                                .problem())
                .isEqualTo(CheckpointProblem.DUPLICATE_TENSOR);
    }

    @Test
    void separateFilesOfSeveralFormatsAreSeveralModels() throws IOException {
        Made.write(folder.resolve("sst2.safetensors"), "layers.0.q_proj.weight");
        Path golden = Path.of("src/test/resources/golden/pytorch/objects/vector.pt");
        Files.copy(golden, folder.resolve("cola.pt"));

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.DUPLICATE_TENSOR);
        assertThat(Checkpoints.within(folder))
                .containsExactly(folder.resolve("cola.pt"), folder.resolve("sst2.safetensors"));
    }

    @Test
    void oneModelInTwoFormatsAndFilesOfDifferentNamesAreOne() throws IOException {
        Path golden = Path.of("src/test/resources/golden/pytorch/objects/vector.pt");
        Made.write(folder.resolve("sst2.safetensors"), "layers.0.q_proj.weight");
        Files.copy(golden, folder.resolve("sst2.pt"));
        Made.write(folder.resolve("more.safetensors"), "b");

        assertThat(names()).containsExactly("b", "layers.0.q_proj.weight");
        assertThat(Checkpoints.within(folder)).isEmpty();
    }

    @Test
    void aFolderOfCheckpointFoldersHoldsThem() throws IOException {
        for (String name : List.of("checkpoint-500", "checkpoint-1000", "logs")) {
            Files.createDirectory(folder.resolve(name));
        }
        Made.write(folder.resolve("checkpoint-500/model.safetensors"), "a");
        Made.write(folder.resolve("checkpoint-1000/model.safetensors"), "a");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.NO_WEIGHTS);
        assertThat(failure().what()).contains("checkpoint-1000, checkpoint-500");
        assertThat(Checkpoints.within(folder))
                .containsExactly(
                        folder.resolve("checkpoint-1000"), folder.resolve("checkpoint-500"));
        assertThat(Checkpoints.recognise(folder).label()).isEqualTo("folder of 2 checkpoints");
    }

    @Test
    void filesThatAreDroppedTogetherAreOneCheckpoint() throws IOException {
        shards();
        List<Path> files = List.of(folder.resolve(SHARD_2), folder.resolve(SHARD_1));

        try (Checkpoint checkpoint = Checkpoints.open(files)) {
            assertThat(checkpoint.tensors())
                    .extracting(Tensor::name)
                    .containsExactly("a", "b", "c");
            assertThat(checkpoint.about().format()).isEqualTo("2 safetensors files");
        }
        assertThat(
                        catchThrowableOfType(
                                        Failure.class,
                                        () -> Checkpoints.open(List.of(folder, files.getFirst())))
                                .what())
                .contains("folder");
    }

    @Test
    void aShardOpensTheWholeModel() throws IOException {
        shards();

        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve(SHARD_1))) {
            assertThat(checkpoint.tensors()).hasSize(3);
            assertThat(checkpoint.path()).contains(folder.resolve(SHARD_1));
            assertThat(checkpoint.about().files()).isEqualTo(2);
        }
        wholeIndex();
        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve(SHARD_2))) {
            assertThat(checkpoint.tensors()).hasSize(3);
            assertThat(checkpoint.path()).contains(folder);
        }
    }

    @Test
    void aShardWhoseOthersAreAbsentIsRefused() throws IOException {
        shards();
        Files.delete(folder.resolve(SHARD_2));

        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> Checkpoints.open(folder.resolve(SHARD_1)));

        assertThat(failure.problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "", "\"x\"", "\u0000\u0001"})
    void aBadConfigurationIsANote(String text) throws IOException {
        Made.write(folder.resolve("model.safetensors"), "a");
        write("config.json", text);

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.about().config()).isEmpty();
            assertThat(checkpoint.about().notes())
                    .singleElement()
                    .asString()
                    .startsWith("config.json");
        }
    }

    @Test
    void theConfigurationIsReadTolerantly() throws IOException {
        Made.write(folder.resolve("model.safetensors"), "a");
        write(
                "config.json",
                "{\"architectures\":null,\"model_type\":7,\"_name_or_path\":\"org/base\","
                        + "\"quantization_config\":{\"quant_method\":\"fp8\"},"
                        + "\"text_config\":{\"tie_word_embeddings\":true}}");

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            ModelConfig config = checkpoint.about().config().orElseThrow();
            assertThat(config.architecture()).isEmpty();
            assertThat(config.modelType()).isEmpty();
            assertThat(config.baseName()).contains("org/base");
            assertThat(config.quantization()).contains("fp8");
            assertThat(config.tiedEmbeddings()).contains(true);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "tf_model.h5"})
    void weightsInOtherFormatsAreNamed(String name) throws IOException {
        write(name, "");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.OTHER_FORMAT);
        assertThat(failure().what()).contains(name).contains("this version does not read them");
    }

    @Test
    void aFolderWithoutWeightsSaysSo() throws IOException {
        write("notes.txt", "");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.NO_WEIGHTS);
    }

    @Test
    void aFolderOfModelsNamesThem() throws IOException {
        Made.write(folder.resolve("base").resolve("model.safetensors"), "a");
        Made.write(folder.resolve("tuned").resolve("model.safetensors"), "a");

        assertThat(failure().problem()).isEqualTo(CheckpointProblem.NO_WEIGHTS);
        assertThat(failure().what()).contains("base, tuned");
    }

    @Test
    void theModelsFileAloneIsCalledByItsFolder() throws IOException {
        Path file = Made.write(folder.resolve("model.safetensors"), "a");
        write("config.json", "{\"model_type\":\"llama\"}");

        try (Checkpoint checkpoint = Checkpoints.open(file)) {
            assertThat(checkpoint.name()).isEqualTo(folder.getFileName().toString());
            assertThat(checkpoint.path()).contains(file);
            assertThat(checkpoint.about().config()).isPresent();
            assertThat(checkpoint.about().companions()).containsExactly("config.json");
        }
    }

    @Test
    void anAdapterSaysWhatItIs() throws IOException {
        Made.write(folder.resolve("adapter_model.safetensors"), "a");
        Made.write(folder.resolve("optimizer.safetensors"), "b");
        write("adapter_config.json", "{\"peft_type\":\"LORA\",\"r\":8}");

        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            assertThat(checkpoint.about().format()).isEqualTo("LoRA adapter (PEFT)");
            assertThat(checkpoint.about().files()).isEqualTo(1);
            assertThat(checkpoint.about().companions()).contains("adapter_config.json");
        }
    }
}
