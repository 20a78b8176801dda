package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.SameNumbers;

/// Adapters of PEFT that change embedding and head, put onto their bases
/// (`src/test/oracle/vector/adapted_vocabulary.py`).
class ApplyVocabularyTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/vocabulary");
    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("cache")))
                .run(List.of(arguments), new PrintWriter(out), new PrintWriter(err), false);
    }

    private int apply(String name, String adapter) {
        return run(
                "apply",
                adapter,
                "--base",
                GOLDEN.resolve(name).resolve("base").toString(),
                "--profile",
                "-o",
                folder.resolve("model").toString());
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("model/config.json").toFile());
    }

    private static float[] floats(Checkpoint checkpoint, String name) throws IOException {
        Tensor tensor = checkpoint.tensor(name).orElseThrow(() -> new AssertionError(name));
        float[] values = new float[(int) tensor.elements()];
        Numbers.decode(
                tensor.dtype(),
                MemorySegment.ofArray(SameNumbers.bytes(checkpoint, name)),
                values.length,
                values);
        return values;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whole",
                "factors",
                "saved-twice",
                "saved-twice-stored",
                "tied-whole",
                "tied-whole-stored",
                "tied-factors",
                "tied-factors-stored",
                "tied-same-rows",
                "tied-same-rows-stored"
            })
    void theModelIsTheOneThatPeftAnswersWith(String name) throws IOException {
        assertThat(apply(name, GOLDEN.resolve(name).resolve("ad").toString()))
                .as(err.toString())
                .isZero();

        assertThat(config().path("vocab_size").intValue())
                .isEqualTo(name.startsWith("tied-same-rows") ? 10 : 13);
        assertThat(config().path("tie_word_embeddings").booleanValue())
                .isEqualTo(!name.equals("whole") && !name.equals("factors"));
        assertThat(out.toString()).doesNotContain("weights of their own");
        try (Checkpoint saved = Checkpoints.open(folder.resolve("model"));
                Checkpoint base = Checkpoints.open(GOLDEN.resolve(name).resolve("base"));
                Checkpoint expected =
                        Checkpoints.open(GOLDEN.resolve(name).resolve("expected.safetensors"))) {
            assertThat(saved.tensors().stream().map(Tensor::name))
                    .containsExactlyElementsOf(base.tensors().stream().map(Tensor::name).toList());
            for (Tensor tensor : expected.tensors()) {
                assertThat(saved.tensor(tensor.name())).contains(tensor);
                assertThat(floats(saved, tensor.name()))
                        .as(tensor.name())
                        .containsExactly(floats(expected, tensor.name()), within(1e-6f));
            }
        }
    }

    /// The note tells how many rows there are, and whose.
    @Test
    void whatGrewIsSaid() {
        assertThat(apply("whole", GOLDEN.resolve("whole/ad").toString())).isZero();

        assertThat(out.toString())
                .contains("the vocabulary has 13 rows and the base's 10", EMBEDDING, HEAD);
    }

    @Test
    void aVectorWithoutAPartIsTheBaseBitForBit() throws IOException {
        assertThat(apply("whole", GOLDEN.resolve("whole/ad") + "=0")).isZero();

        assertThat(config().path("vocab_size").intValue()).isEqualTo(10);
        try (Checkpoint saved = Checkpoints.open(folder.resolve("model"));
                Checkpoint base = Checkpoints.open(GOLDEN.resolve("whole/base"))) {
            assertThat(SameNumbers.bytes(saved, EMBEDDING))
                    .isEqualTo(SameNumbers.bytes(base, EMBEDDING));
        }
    }

    /// The rows that both have are differenced; without a choice the command line asks for one.
    @Test
    void extractionGoesByThePolicy() throws IOException {
        Path vector = folder.resolve("vector.safetensors");
        String base = GOLDEN.resolve("factors/base").toString();
        String adapter = GOLDEN.resolve("factors/ad").toString();

        assertThat(run("extract", "--base", base, "--tuned", adapter, "-o", vector.toString()))
                .isEqualTo(CommandLineMain.FAILED);
        assertThat(err.toString()).contains("--vocabulary shared");

        assertThat(
                        run(
                                "extract",
                                "--base",
                                base,
                                "--tuned",
                                adapter,
                                "--vocabulary",
                                "shared",
                                "-o",
                                vector.toString()))
                .as(err.toString())
                .isZero();
        try (Checkpoint saved = Checkpoints.open(vector);
                Checkpoint before = Checkpoints.open(Path.of(base));
                Checkpoint expected =
                        Checkpoints.open(GOLDEN.resolve("factors/expected.safetensors"))) {
            float[] after = floats(expected, EMBEDDING);
            float[] was = floats(before, EMBEDDING);
            float[] change = floats(saved, EMBEDDING);
            assertThat(change).hasSize(was.length);
            for (int i = 0; i < was.length; i++) {
                assertThat(change[i]).isCloseTo(after[i] - was[i], within(1e-6f));
            }
        }
    }

    /// A tied weight counts once in every number, and both names of it are one change.
    @Test
    void aTiedChangeCountsOnce() throws IOException {
        Path adapter = Files.createDirectory(folder.resolve("ad"));
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(GOLDEN.resolve("tied-factors/ad").resolve(name), adapter.resolve(name));
        }

        assertThat(run("profile", adapter.toString(), "--json")).isZero();

        List<String> labels = new ArrayList<>();
        new ObjectMapper()
                .readTree(out.toString())
                .path("groups")
                .forEach(group -> labels.add(group.path("label").textValue()));
        assertThat(labels).containsExactly("0", "embedding");
    }
}
