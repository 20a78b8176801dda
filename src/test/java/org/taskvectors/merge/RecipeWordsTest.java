package org.taskvectors.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Reach;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.Target;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.tokenizer.Tokenizers;

/// Recipes whose models have different tokens, against what mergekit 0.1.5 writes
/// (`src/test/oracle/merge/recipe_words.py`).
class RecipeWordsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/merge/words");
    private static final List<String> BY_TOKEN =
            List.of("model.embed_tokens.weight", "lm_head.weight");

    @TempDir private Path folder;

    private Path merge(Path recipe) throws Exception {
        Path out = folder.resolve("out");
        RecipeMerge read =
                RecipeMerge.of(
                        recipe,
                        Reach.of(List.of(GOLDEN)),
                        0,
                        new Target.Folder(out),
                        Compute.onCpu(2));
        new MergeSaver("test", new ProfileStore(folder.resolve("cache")))
                .save(read.request(), new Progress(), new Cancellation());
        return out;
    }

    /// Tokens, their rows, all other weights (to 1e-6 of a tensor's largest), the number of rows,
    /// the chat template, and how a text is cut.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "union", "base", "head", "of-chat", "of-math", "ties", "mixed", "slerp", "tokens"
            })
    void everyTokenHasMergekitsRow(String name) throws Exception {
        Path out = merge(GOLDEN.resolve(name + ".yml"));
        JsonNode said =
                new ObjectMapper().readTree(GOLDEN.resolve(name + ".expected.json").toFile());
        List<Optional<String>> own;
        try (Tokenizer tokenizer = Tokenizers.ofFolder(out)) {
            own = spellings(tokenizer);
            assertThat(tokenizer.chatTemplate()).hasValue(said.path("chat_template").asText());
            List<String> encoded = new ArrayList<>();
            tokenizer
                    .encode("abcd<|im_end|>ba<m>c")
                    .forEach(id -> encoded.add(tokenizer.spelling(id).orElseThrow()));
            List<String> expected = new ArrayList<>();
            said.path("encoded").forEach(token -> expected.add(token.asText()));
            assertThat(encoded).isEqualTo(expected);
            List<String> special = new ArrayList<>();
            for (int id = 0; id < tokenizer.size(); id++) {
                if (tokenizer.isSpecial(id)) {
                    special.add(tokenizer.spelling(id).orElseThrow());
                }
            }
            List<String> specials = new ArrayList<>();
            said.path("special").forEach(token -> specials.add(token.asText()));
            assertThat(special).containsExactlyInAnyOrderElementsOf(specials);
        }
        assertThat(own.stream().map(Optional::orElseThrow))
                .containsExactlyInAnyOrderElementsOf(names(said.path("rows")));
        try (Checkpoint mine = Checkpoints.open(out);
                Checkpoint theirs =
                        Checkpoints.open(GOLDEN.resolve(name + ".expected.safetensors"))) {
            assertThat(mine.about().config().orElseThrow().integer("vocab_size"))
                    .hasValue(said.path("vocab_size").asLong());
            assertThat(mine.tensors()).hasSameSizeAs(theirs.tensors());
            for (Tensor tensor : theirs.tensors()) {
                assertThat(mine.tensor(tensor.name())).hasValue(tensor);
                float[] expected = values(theirs, tensor);
                float[] found = values(mine, tensor);
                if (!BY_TOKEN.contains(tensor.name())) {
                    same(found, expected, bound(expected), tensor.name());
                    continue;
                }
                int columns = Math.toIntExact(tensor.shape().size(1));
                int rows = Math.toIntExact(tensor.shape().size(0));
                for (int row = 0; row < rows; row++) {
                    // What fills up stands behind the tokens.
                    int other =
                            row < own.size()
                                    ? said.path("rows").path(own.get(row).orElseThrow()).asInt()
                                    : row;
                    same(
                            row(found, row, columns),
                            row(expected, other, columns),
                            bound(expected),
                            tensor.name() + " " + row);
                }
            }
        }
    }

    private static double bound(float[] values) {
        double bound = 0;
        for (float value : values) {
            bound = Math.max(bound, Math.abs(value));
        }
        return bound * 1e-6;
    }

    private static float[] row(float[] values, int row, int columns) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    private static void same(float[] own, float[] other, double bound, String where) {
        for (int i = 0; i < own.length; i++) {
            assertThat((double) own[i]).as(where).isCloseTo(other[i], within(bound));
        }
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<Optional<String>> spellings(Tokenizer tokenizer) {
        List<Optional<String>> spellings = new ArrayList<>();
        for (int id = 0; id < tokenizer.size(); id++) {
            spellings.add(tokenizer.spelling(id));
        }
        return spellings;
    }

    private static float[] values(Checkpoint checkpoint, Tensor tensor) throws IOException {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            checkpoint.read(tensor, 0, bytes);
            Numbers.decode(tensor.dtype(), bytes, values.length, values);
        }
        return values;
    }

    /// With the chat model's tokenizer goes its end of a turn, which the base's configuration does
    /// not know.
    @Test
    void theEndIsTheTokenizers() throws Exception {
        Path out = merge(GOLDEN.resolve("of-chat.yml"));
        JsonNode config = new ObjectMapper().readTree(out.resolve("config.json").toFile());
        assertThat(config.path("eos_token_id").asInt()).isEqualTo(10);
        assertThat(config.path("bos_token_id").asInt()).isZero();
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            assertThat(Files.mismatch(out.resolve(file), GOLDEN.resolve("chat").resolve(file)))
                    .isEqualTo(-1);
        }
    }
}
