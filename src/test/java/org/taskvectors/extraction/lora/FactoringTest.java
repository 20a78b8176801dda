package org.taskvectors.extraction.lora;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;

/// Matrices of all sizes in one vector, and what is left out of it.
class FactoringTest {
    @TempDir private Path folder;

    private final List<String> headers = new ArrayList<>();
    private final List<float[]> tensors = new ArrayList<>();
    private final Random random = new Random(5);
    private Path vector = Path.of("");

    @BeforeEach
    void make() throws IOException {
        add("model.embed_tokens.weight", 210, 300);
        tensors.getFirst()[7] = Float.NaN;
        tensors.getFirst()[40_000] = Float.NEGATIVE_INFINITY;
        add("model.layers.0.self_attn.q_proj.weight", 300, 200);
        add("model.layers.0.self_attn.k_proj.weight", 40, 200);
        add("model.layers.0.mlp.up_proj.weight", 1040, 1030);
        add("model.layers.1.self_attn.q_proj.weight", 100, 300);
        add("model.layers.1.self_attn.k_proj.weight", 90, 200);
        Arrays.fill(tensors.getLast(), 0);
        add("model.layers.1.mlp.up_proj.weight", 350, 400);
        add("model.layers.1.mlp.down_proj.weight", 400, 120);
        add("model.norm.weight", 3, 1);
        vector = folder.resolve("vector.safetensors");
        Files.write(vector, file());
    }

    private void add(String name, int rows, int columns) {
        long from = 4 * tensors.stream().mapToLong(values -> values.length).sum();
        headers.add(
                "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d,%d],\"data_offsets\":[%d,%d]}"
                        .formatted(name, rows, columns, from, from + 4L * rows * columns));
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        tensors.add(values);
    }

    private byte[] file() {
        byte[] header = ("{" + String.join(",", headers) + "}").getBytes(StandardCharsets.UTF_8);
        int bytes = 4 * tensors.stream().mapToInt(values -> values.length).sum();
        ByteBuffer file =
                ByteBuffer.allocate(8 + header.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header);
        for (float[] values : tensors) {
            for (float value : values) {
                file.putFloat(value);
            }
        }
        return file.array();
    }

    private LoraResult extract(String name, LoraRank rank, int threads) throws Exception {
        try (Checkpoint opened = Checkpoints.open(vector)) {
            LoraRequest request =
                    new LoraRequest(
                            Located.of(opened),
                            folder.resolve(name),
                            rank,
                            Scope.ALL,
                            DType.F32,
                            Optional.empty(),
                            false,
                            Compute.onCpu(threads));
            return new LoraExtractor("Program 1")
                    .extract(request, new Progress(), new Cancellation());
        }
    }

    private byte[] weights(String name) throws IOException {
        return Files.readAllBytes(folder.resolve(name).resolve(AdapterFolder.WEIGHTS));
    }

    @Test
    void theNumberOfThreadsChangesNoByte() throws Exception {
        LoraResult one = extract("one", new LoraRank.Fixed(6), 1);
        extract("three", new LoraRank.Fixed(6), 3);
        assertThat(weights("three")).isEqualTo(weights("one"));
        assertThat(one.matrices())
                .extracting(LoraMatrix::module)
                .containsExactly(
                        "model.layers.0.self_attn.q_proj",
                        "model.layers.0.self_attn.k_proj",
                        "model.layers.0.mlp.up_proj",
                        "model.layers.1.self_attn.q_proj",
                        "model.layers.1.mlp.up_proj",
                        "model.layers.1.mlp.down_proj");
        assertThat(one.leftOut())
                .filteredOn(out -> out.reason() == LeftOut.Reason.ZERO)
                .extracting(LeftOut::tensor)
                .containsExactly("model.layers.1.self_attn.k_proj.weight");
    }

    @Test
    void anEnergyIsKeptByMatricesOfEverySize() throws Exception {
        LoraResult result = extract("energy", new LoraRank.Energy(0.3, 256), 2);
        assertThat(result.matrices())
                .allSatisfy(
                        matrix -> {
                            assertThat(matrix.energy()).isBetween(0.3, 0.36);
                            assertThat(1 - matrix.error() * matrix.error())
                                    .isGreaterThanOrEqualTo(0.3 - 1e-6);
                        });
    }

    /// Nothing of a whole profile is computed for it but its sum.
    @Test
    void whatIsLeftOutHasTheBitsOfItsProfile() throws Exception {
        LoraResult result = extract("left", new LoraRank.Fixed(2), 2);
        try (Checkpoint opened = Checkpoints.open(vector)) {
            Tensor embedding = opened.tensor("model.embed_tokens.weight").orElseThrow();
            TensorProfile profile =
                    ProfilePass.tensors(
                                    opened,
                                    List.of(embedding),
                                    Compute.onCpu(1),
                                    new Progress(),
                                    new Cancellation())
                            .getFirst();
            assertThat(profile.sumSquares()).isBetween(60_000.0, 66_000.0);
            assertThat(result.leftOut())
                    .filteredOn(out -> out.reason() == LeftOut.Reason.EMBEDDING)
                    .extracting(LeftOut::sumSquares)
                    .containsExactly(profile.sumSquares());
        }
    }
}
