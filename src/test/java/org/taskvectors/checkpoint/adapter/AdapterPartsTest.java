package org.taskvectors.checkpoint.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.vector.EditedModel;

/// Changes that only the base tells whole, against what PEFT's own merge changes
/// (`src/test/oracle/adapter/make_parts.py`).
class AdapterPartsTest {
    static final Path PARTS = AdapterOracleTest.GOLDEN.resolve("parts");

    /// PEFT merges in float32, at weights of at most about 0.5.
    private static final double MERGED = 6e-8;

    @ParameterizedTest
    @CsvSource({
        "tokens-list-untied, tokens-untied",
        "tokens-list-tied, tokens-tied",
        "tokens-alone-untied, tokens-untied",
        "tokens-alone-tied, tokens-tied",
        "tokens-dict, tokens-untied",
        "experts-mixtral, experts-mixtral",
        "experts-qwen3moe, experts-qwen3moe",
        "experts-mixtral, experts-mixtral-file",
        "experts-qwen3moe, experts-qwen3moe-file",
        "experts-gptoss, experts-gptoss",
        "experts-llama4, experts-llama4",
        "experts-one, experts-mixtral",
        "parameter, experts-mixtral",
        "conv1d-true, conv1d"
    })
    void theChangeIsThatOfPeftsMerge(String name, String kind) throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve(name));
                Checkpoint base = base(kind);
                Vector on = ((Vector) alone).on(base);
                Checkpoint expected = expected(name)) {
            assertThat(on.incomplete()).isEmpty();
            assertThat(names(on)).isEqualTo(names(expected));
            for (Tensor tensor : on.tensors()) {
                Tensor theirs = expected.tensor(tensor.name()).orElseThrow();
                assertThat(tensor).isEqualTo(theirs);
                float[] wanted = AdapterOracleTest.read(expected, theirs, 1 << 20);
                for (int cut : new int[] {1, 5, 64, 100_000}) {
                    assertClose(AdapterOracleTest.read(on, tensor, cut), wanted, tensor.name());
                }
            }
        }
    }

    /// What a row was before is not changed, bit for bit.
    @Test
    void rowsThatWereNotTrainedAreZero() throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve("tokens-list-untied"));
                Checkpoint base = base("tokens-untied");
                Vector on = ((Vector) alone).on(base)) {
            Tensor embedding = on.tensor("model.embed_tokens.weight").orElseThrow();
            float[] change = AdapterOracleTest.read(on, embedding, 1 << 20);
            for (int row = 0; row < 13; row++) {
                boolean isZero = true;
                for (int column = 0; column < 8; column++) {
                    isZero &= change[8 * row + column] == 0;
                }
                assertThat(isZero).as("row " + row).isEqualTo(row != 3 && row != 9);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokens-list-untied", "experts-mixtral", "experts-gptoss"})
    void withoutTheBaseItIsIncompleteAndNotZero(String name) throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve(name))) {
            Vector vector = (Vector) alone;
            assertThat(vector.needsBase()).isTrue();
            assertThat(names(alone)).containsExactly("model.layers.0.self_attn.q_proj.weight");
            assertThat(vector.incomplete()).allMatch(Incomplete::needsBase);
            assertThat(alone.about().notes()).anyMatch(note -> note.startsWith("incomplete: "));
        }
    }

    /// A parameter that is a matrix, and no stack, can be told without the base.
    @Test
    void aParameterThatIsAMatrixNeedsNoBase() throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve("parameter"));
                Checkpoint expected = expected("parameter")) {
            assertThat(names(alone)).isEqualTo(names(expected));
            assertThat(((Vector) alone).incomplete()).isEmpty();
        }
    }

    /// As in PEFT, where the head is the embedding.
    @Test
    void rowsOfATiedEmbeddingAreOneChange() throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve("tokens-list-tied"));
                Checkpoint base = base("tokens-tied");
                Vector on = ((Vector) alone).on(base);
                EditedModel whole = EditedModel.of(base, on)) {
            Set<String> pair = Set.of("model.embed_tokens.weight", "lm_head.weight");
            assertThat(on.tied().sets()).containsExactly(pair);
            assertThat(Naming.of(on).repeated()).hasSize(1);
            assertThat(whole.parted()).isEmpty();
            assertThat(
                            AdapterOracleTest.read(
                                    whole, whole.tensor("lm_head.weight").orElseThrow(), 1 << 20))
                    .containsExactly(
                            AdapterOracleTest.read(
                                    whole,
                                    whole.tensor("model.embed_tokens.weight").orElseThrow(),
                                    1 << 20));
        }
    }

    @Test
    void aBaseWithoutTheRowsIsTold() throws IOException {
        try (Checkpoint alone = Checkpoints.open(PARTS.resolve("tokens-alone-untied"));
                Checkpoint other = AdapterOracleTest.base("llama");
                Vector on = ((Vector) alone).on(other)) {
            assertThat(on.tensors()).isEmpty();
            assertThat(on.incomplete())
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason()).contains("another shape"));
        }
    }

    /// Many files on public hubs say `fan_in_fan_out: false` of GPT-2.
    @Test
    void conv1dIsTurnedWhateverTheFlagSays() throws IOException {
        try (Checkpoint yes = Checkpoints.open(PARTS.resolve("conv1d-true"));
                Checkpoint no = Checkpoints.open(PARTS.resolve("conv1d-false"));
                Checkpoint base = base("conv1d");
                Vector on = ((Vector) no).on(base)) {
            Map<String, float[]> wanted = all(yes);
            assertThat(all(no)).usingRecursiveComparison().isEqualTo(wanted);
            assertThat(all(on)).usingRecursiveComparison().isEqualTo(wanted);
            assertThat(no.about().notes()).anyMatch(note -> note.contains("Conv1D"));
            assertThat(yes.about().notes()).noneMatch(note -> note.contains("Conv1D"));
        }
    }

    private static Map<String, float[]> all(Checkpoint checkpoint) throws IOException {
        Map<String, float[]> all = new TreeMap<>();
        for (Tensor tensor : checkpoint.tensors()) {
            all.put(tensor.toString(), AdapterOracleTest.read(checkpoint, tensor, 1 << 20));
        }
        return all;
    }

    private static Checkpoint base(String kind) throws IOException {
        return Checkpoints.open(PARTS.resolve("base").resolve(kind));
    }

    private static Checkpoint expected(String name) throws IOException {
        return Checkpoints.open(PARTS.resolve("expected").resolve(name + ".safetensors"));
    }

    private static Set<String> names(Checkpoint checkpoint) {
        return checkpoint.tensors().stream().map(Tensor::name).collect(Collectors.toSet());
    }

    private static void assertClose(float[] ours, float[] theirs, String name) {
        double most = 0;
        for (int i = 0; i < ours.length; i++) {
            most = Math.max(most, Math.abs((double) ours[i] - theirs[i]));
        }
        assertThat(most).as(String.format(Locale.ROOT, "%s", name)).isLessThanOrEqualTo(MERGED);
    }
}
