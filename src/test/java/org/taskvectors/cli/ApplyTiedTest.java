package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Tying;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.SameNumbers;

/// Models whose head is their embedding, extracted, applied, saved and opened again
/// (`src/test/oracle/extraction/grown_vocabulary.py`).
class ApplyTiedTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/extraction/grown");
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

    private Path model() {
        return folder.resolve("model");
    }

    private int apply(String name, Path vector) {
        return run(
                "apply",
                vector.toString(),
                "--base",
                GOLDEN.resolve(name).resolve("base").toString(),
                "-o",
                model().toString());
    }

    private JsonNode config() throws IOException {
        return new ObjectMapper().readTree(model().resolve("config.json").toFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tied-bf16", "tied-f32", "tied-stored-bf16", "tied-stored-f32"})
    void aHeadThatIsTheEmbeddingStaysTheEmbedding(String name) throws IOException {
        Path vector = folder.resolve("vector.safetensors");
        Path models = GOLDEN.resolve(name);
        assertThat(
                        run(
                                "extract",
                                "--base",
                                models.resolve("base").toString(),
                                "--tuned",
                                models.resolve("tuned").toString(),
                                "--vocabulary",
                                "shared",
                                "-o",
                                vector.toString()))
                .isZero();
        assertThat(apply(name, vector)).as(err.toString()).isZero();

        assertThat(out.toString()).doesNotContain("weights of their own");
        assertThat(config().path("tie_word_embeddings").booleanValue()).isTrue();
        try (Checkpoint saved = Checkpoints.open(model());
                Checkpoint base = Checkpoints.open(models.resolve("base"));
                Checkpoint expected = Checkpoints.open(models.resolve("applied.safetensors"))) {
            assertThat(saved.tensors()).hasSameElementsAs(expected.tensors());
            for (Tensor tensor : expected.tensors()) {
                assertThat(SameNumbers.bytes(saved, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(expected, tensor.name()));
            }
            assertThat(Naming.of(saved).tying()).isEqualTo(Naming.of(base).tying());
        }
    }

    /// The vector was trained with a head of its own.
    @Test
    void aHeadThatIsChangedOtherwiseIsItsOwnAndTheConfigurationSaysSo() throws IOException {
        Path vector = vector(Map.of(EMBEDDING, 0.5f, HEAD, -0.5f));

        assertThat(apply("tied-stored-f32", vector)).as(err.toString()).isZero();

        assertThat(out.toString()).contains("weights of their own");
        assertThat(config().path("tie_word_embeddings").booleanValue()).isFalse();
        try (Checkpoint saved = Checkpoints.open(model())) {
            assertThat(SameNumbers.bytes(saved, HEAD))
                    .isNotEqualTo(SameNumbers.bytes(saved, EMBEDDING));
            assertThat(Naming.of(saved).tying()).isNotEqualTo(Tying.STORED_TWICE);
        }
    }

    /// Whichever of the two names the vector has.
    @ParameterizedTest
    @ValueSource(strings = {EMBEDDING, HEAD})
    void oneNameOfTheTwoMeansBoth(String name) throws IOException {
        assertThat(apply("tied-stored-f32", vector(Map.of(name, 0.5f))))
                .as(err.toString())
                .isZero();

        assertThat(config().path("tie_word_embeddings").booleanValue()).isTrue();
        try (Checkpoint saved = Checkpoints.open(model());
                Checkpoint base = Checkpoints.open(GOLDEN.resolve("tied-stored-f32/base"))) {
            float was = first(base);
            assertThat(first(saved)).isEqualTo(was + 0.5f);
            assertThat(SameNumbers.bytes(saved, HEAD))
                    .isEqualTo(SameNumbers.bytes(saved, EMBEDDING));
        }
    }

    @Test
    void aHeadThatTheBaseDoesNotStoreCannotBeChangedByItself() throws IOException {
        Path vector = vector(Map.of(HEAD, 0.5f));

        assertThat(apply("tied-f32", vector)).isEqualTo(CommandLineMain.FAILED);

        assertThat(err.toString()).contains(HEAD, "no head of its own", "tie_word_embeddings");
        assertThat(model()).doesNotExist();
    }

    private static float first(Checkpoint checkpoint) throws IOException {
        return ByteBuffer.wrap(SameNumbers.bytes(checkpoint, EMBEDDING))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getFloat();
    }

    /// A vector of 12 × 6 tensors that change every weight alike.
    private Path vector(Map<String, Float> changes) throws IOException {
        List<String> names = changes.keySet().stream().sorted().toList();
        SafetensorsLayout layout =
                SafetensorsLayout.of(
                        names.stream()
                                .map(each -> new Tensor(each, DType.F32, Shape.of(12, 6)))
                                .toList(),
                        Map.of("format", "pt"));
        ByteBuffer bytes =
                ByteBuffer.allocate((int) layout.fileSize()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(layout.header());
        for (String each : names) {
            for (int i = 0; i < 12 * 6; i++) {
                bytes.putFloat(changes.get(each));
            }
        }
        return Files.write(folder.resolve("made.safetensors"), bytes.array());
    }
}
