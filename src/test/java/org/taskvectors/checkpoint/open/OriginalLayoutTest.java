package org.taskvectors.checkpoint.open;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.pytorch.PytorchLayout;
import org.taskvectors.checkpoint.safetensors.Made;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Meta's and Mistral's own files: `consolidated.*` with `params.json`.
class OriginalLayoutTest {
    private static final String WQ = "layers.0.attention.wq.weight";
    private static final String WO = "layers.0.attention.wo.weight";
    private static final String EMBEDDING = "tok_embeddings.weight";
    private static final String NORM = "norm.weight";

    @TempDir private Path folder;

    private void params(String more) throws IOException {
        Files.writeString(
                folder.resolve("params.json"),
                "{\"dim\": 8, \"n_layers\": 1, \"n_heads\": 4, \"n_kv_heads\": 2" + more + "}");
    }

    /// Writes the slice of `tensors` that part `number` of `of` has; numbers tell row and column of
    /// the whole.
    private void part(int number, int of, boolean vocabularyIsCut) throws IOException {
        Map<Tensor, float[]> slices = new LinkedHashMap<>();
        slice(slices, EMBEDDING, 12, 8, vocabularyIsCut ? 0 : 1, number, of);
        slice(slices, WQ, 8, 8, 0, number, of);
        slice(slices, WO, 8, 8, 1, number, of);
        slices.put(new Tensor(NORM, DType.F32, Shape.of(8)), new float[8]);
        write(folder.resolve("consolidated.%02d.pth".formatted(number)), slices);
    }

    private static void slice(
            Map<Tensor, float[]> into,
            String name,
            int rows,
            int columns,
            int along,
            int number,
            int of) {
        int height = along == 0 ? rows / of : rows;
        int width = along == 1 ? columns / of : columns;
        float[] values = new float[height * width];
        for (int i = 0; i < values.length; i++) {
            int row = i / width + (along == 0 ? number * height : 0);
            int column = i % width + (along == 1 ? number * width : 0);
            values[i] = 100f * row + column;
        }
        into.put(new Tensor(name, DType.F32, Shape.of(height, width)), values);
    }

    private static void write(Path path, Map<Tensor, float[]> tensors) throws IOException {
        PytorchLayout layout = PytorchLayout.of(List.copyOf(tensors.keySet()), Map.of());
        try (AtomicFile file = AtomicFile.begin(path);
                Arena arena = Arena.ofConfined()) {
            int i = 0;
            for (float[] values : tensors.values()) {
                MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
                file.write(layout.offset(i), bytes);
                layout.written(layout.offset(i++), bytes);
            }
            layout.finish(file, Map.of());
            file.commit();
        }
    }

    private static float[] read(Checkpoint checkpoint, String name, int first, int count)
            throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow();
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = checkpoint.reader(tensor)) {
            MemorySegment bytes = arena.allocate(4L * count);
            reader.read(first, bytes);
            return bytes.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private Failure failure(Path path) {
        return catchThrowableOfType(Failure.class, () -> Checkpoints.open(path));
    }

    @ParameterizedTest
    @CsvSource({"2,true", "2,false", "4,true", "4,false"})
    void modelParallelPartsAreJoined(int parts, boolean vocabularyIsCut) throws IOException {
        params("");
        for (int i = 0; i < parts; i++) {
            part(i, parts, vocabularyIsCut);
        }
        for (Path path : List.of(folder, folder.resolve("consolidated.01.pth"))) {
            try (Checkpoint checkpoint = Checkpoints.open(path)) {
                assertThat(checkpoint.about().files()).isEqualTo(parts);
                assertThat(checkpoint.about().notes())
                        .anyMatch(note -> note.contains(parts + " model-parallel parts"));
                for (Tensor tensor : checkpoint.tensors()) {
                    if (tensor.name().equals(NORM)) {
                        assertThat(tensor.shape()).isEqualTo(Shape.of(8));
                        continue;
                    }
                    int rows = tensor.name().equals(EMBEDDING) ? 12 : 8;
                    assertThat(tensor.shape()).isEqualTo(Shape.of(rows, 8));
                    for (int first : List.of(0, 3, 8, 17)) {
                        float[] read = read(checkpoint, tensor.name(), first, 8 * rows - first - 1);
                        for (int i = 0; i < read.length; i++) {
                            int at = first + i;
                            assertThat(read[i]).isEqualTo(100 * (at / 8) + at % 8);
                        }
                    }
                }
            }
        }
    }

    @Test
    void anAbsentPartIsRefused() throws IOException {
        params("");
        part(0, 4, true);
        part(2, 4, true);
        assertThat(failure(folder).problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure(folder).what()).contains("part 1");

        Files.delete(folder.resolve("consolidated.02.pth"));
        part(1, 4, true);
        assertThat(failure(folder).problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);

        Files.delete(folder.resolve("consolidated.01.pth"));
        assertThat(failure(folder).problem()).isEqualTo(CheckpointProblem.SHARD_ABSENT);
        assertThat(failure(folder).what()).contains("this part alone").contains("absent");
    }

    @Test
    void aMatrixOfWhichTheCutIsUnknownIsRefused() throws IOException {
        params("");
        for (int i = 0; i < 2; i++) {
            write(
                    folder.resolve("consolidated.%02d.pth".formatted(i)),
                    Map.of(
                            new Tensor("layers.0.experts.w9", DType.F32, Shape.of(2, 2)),
                            new float[4]));
        }
        assertThat(failure(folder).problem()).isEqualTo(CheckpointProblem.PARTS_NOT_JOINED);
        assertThat(failure(folder).place()).isEqualTo("tensor layers.0.experts.w9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "consolidated.safetensors"})
    void paramsAreTheConfiguration(String name) throws IOException {
        Made.write(folder.resolve("consolidated.safetensors"), NORM);
        params(
                ", \"multiple_of\": 16, \"ffn_dim_multiplier\": 1.3, \"norm_eps\": 1e-05,"
                        + " \"vocab_size\": 12, \"rope_theta\": 500000.0,"
                        + " \"use_scaled_rope\": true");

        try (Checkpoint checkpoint = Checkpoints.open(folder.resolve(name))) {
            ModelConfig config = checkpoint.about().config().orElseThrow();
            assertThat(config.modelType()).contains("llama");
            assertThat(config.architecture()).contains("LlamaForCausalLM");
            assertThat(config.integer("hidden_size")).hasValue(8);
            assertThat(config.integer("num_hidden_layers")).hasValue(1);
            assertThat(config.integer("num_attention_heads")).hasValue(4);
            assertThat(config.integer("num_key_value_heads")).hasValue(2);
            assertThat(config.integer("head_dim")).hasValue(2);
            assertThat(config.integer("vocab_size")).hasValue(12);
            assertThat(config.real("rms_norm_eps")).hasValue(1e-5);
            assertThat(config.real("rope_theta")).hasValue(500_000);
            assertThat(config.part("rope_scaling").orElseThrow().text("rope_type"))
                    .contains("llama3");
            // int(2 · 4 · 8 / 3) = 21, int(1.3 · 21) = 27, up to a multiple of 16.
            assertThat(config.integer("intermediate_size")).hasValue(32);
            assertThat(checkpoint.about().companions()).containsExactly("params.json");
            assertThat(checkpoint.name()).isEqualTo(folder.getFileName().toString());
        }
    }

    @Test
    void mistralsParamsAreToldByTheirKeys() throws IOException {
        Made.write(folder.resolve("consolidated.safetensors"), NORM);
        params(", \"head_dim\": 4, \"hidden_dim\": 24");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            ModelConfig config = checkpoint.about().config().orElseThrow();
            assertThat(config.modelType()).contains("mistral");
            assertThat(config.integer("head_dim")).hasValue(4);
            assertThat(config.integer("intermediate_size")).hasValue(24);
        }
        params(", \"hidden_dim\": 24, \"moe\": {\"num_experts\": 8, \"num_experts_per_tok\": 2}");
        try (Checkpoint checkpoint = Checkpoints.open(folder)) {
            ModelConfig config = checkpoint.about().config().orElseThrow();
            assertThat(config.modelType()).contains("mixtral");
            assertThat(config.integer("num_local_experts")).hasValue(8);
        }
    }

    @Test
    void whereBothLayoutsLieInAFolderEachFileHasItsOwnConfiguration() throws IOException {
        Made.write(folder.resolve("consolidated.safetensors"), NORM);
        Made.write(folder.resolve("model.safetensors"), "model.norm.weight");
        params(", \"hidden_dim\": 24");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llava\"}");

        try (Checkpoint whole = Checkpoints.open(folder);
                Checkpoint own = Checkpoints.open(folder.resolve("consolidated.safetensors"))) {
            assertThat(whole.about().config().orElseThrow().modelType()).contains("llava");
            assertThat(own.about().config().orElseThrow().modelType()).contains("mistral");
        }
    }
}
