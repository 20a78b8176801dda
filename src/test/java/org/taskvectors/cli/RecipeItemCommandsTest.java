package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.vector.SameNumbers;

/// A recipe where commands ask for a model or a vector, on the sample: as if it had been merged
/// first.
class RecipeItemCommandsTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();
    private static final Path BASE = SAMPLE.resolve("base");
    private static final String TEMPLATE = SAMPLE.resolve("templates.json") + ":sst2";
    private static final String SENTENCE = "a gorgeous , witty , seductive movie .";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path recipe = Path.of("");
    private Path merged = Path.of("");

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>();
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("kept")))
                .run(words, new PrintWriter(out), new PrintWriter(err), false);
    }

    private JsonNode json(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--json", "--allow-paths", SAMPLE));
        assertThat(run(all.toArray())).as(err.toString()).isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints(String.valueOf(arguments[0]), document)).isEmpty();
        return document;
    }

    @BeforeEach
    void merge() throws IOException {
        recipe =
                Files.writeString(
                        folder.resolve("both.yml"),
                        """
                        merge_method: ties
                        base_model: $/base
                        models:
                          - model: $/sst2
                            parameters: {weight: 1, density: 0.5}
                          - model: $/mnli
                            parameters: {weight: 0.5, density: 0.3}
                        """
                                .replace("$", SAMPLE.toString()));
        merged = folder.resolve("merged");
        assertThat(run("merge", recipe, "-o", merged, "--allow-paths", SAMPLE))
                .as(err.toString())
                .isZero();
    }

    private static void requireSame(Path one, Path other) throws IOException {
        try (Checkpoint a = Checkpoints.open(one);
                Checkpoint b = Checkpoints.open(other)) {
            assertThat(a.tensors()).isEqualTo(b.tensors());
            for (Tensor tensor : a.tensors()) {
                assertThat(SameNumbers.bytes(a, tensor.name()))
                        .as(tensor.name())
                        .isEqualTo(SameNumbers.bytes(b, tensor.name()));
            }
        }
    }

    private JsonNode answer(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(List.of("run"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--prompt", SENTENCE, "--template", TEMPLATE));
        return json(all.toArray()).path("sides").path(0);
    }

    @Test
    void whatRunsIsWhatMergeWrites() throws IOException {
        JsonNode written = answer("--model", merged);
        JsonNode model = answer("--model", recipe);
        JsonNode vector = answer("--model", BASE, "--vector", recipe, "--side", "edited");
        for (String part : List.of("fingerprint", "tokens", "labels")) {
            assertThat(written.path(part).isMissingNode()).as(part).isFalse();
            assertThat(model.path(part)).as(part).isEqualTo(written.path(part));
            assertThat(vector.path(part)).as(part).isEqualTo(written.path(part));
        }
    }

    @Test
    void itIsExtractedFromAndAppliedTo() throws IOException {
        Path own = folder.resolve("own.safetensors");
        Path other = folder.resolve("other.safetensors");
        for (List<Path> pair : List.of(List.of(recipe, own), List.of(merged, other))) {
            assertThat(
                            run(
                                    "extract",
                                    "--base",
                                    BASE,
                                    "--tuned",
                                    pair.getFirst(),
                                    "-o",
                                    pair.getLast(),
                                    "--allow-paths",
                                    SAMPLE))
                    .as(err.toString())
                    .isZero();
        }
        requireSame(own, other);
        // As the base of a vector, and as a vector.
        Path onRecipe = folder.resolve("on-recipe");
        Path onMerged = folder.resolve("on-merged");
        assertThat(
                        run(
                                "apply",
                                own + "=0.5",
                                "--base",
                                recipe,
                                "-o",
                                onRecipe,
                                "--allow-paths",
                                SAMPLE))
                .as(err.toString())
                .isZero();
        assertThat(run("apply", own + "=0.5", "--base", merged, "-o", onMerged)).isZero();
        requireSame(onRecipe, onMerged);
        Path applied = folder.resolve("applied");
        assertThat(run("apply", recipe, "--base", BASE, "-o", applied, "--allow-paths", SAMPLE))
                .as(err.toString())
                .isZero();
        requireSame(applied, merged);
    }

    @Test
    void itIsInspectedAndCompared() throws IOException {
        JsonNode said = json("inspect", recipe);
        assertThat(said.path("format").asText()).isEqualTo("recipe: TIES of 2 vectors on base");
        assertThat(said.path("tensors").size()).isPositive();
        Path own = folder.resolve("own.safetensors");
        assertThat(run("extract", "--base", BASE, "--tuned", SAMPLE.resolve("sst2"), "-o", own))
                .isZero();
        JsonNode compared = json("compare", recipe, own, "--base", BASE);
        assertThat(compared.path("all").path("pairs").path(0).path("cosine").doubleValue())
                .isBetween(0.1, 1.0);
        String first = out.toString();
        json("compare", recipe, own, "--base", BASE);
        assertThat(out.toString()).isEqualTo(first);
        assertThat(run("compare", recipe, own, "--base", BASE)).isNotZero();
        assertThat(err.toString()).contains("lies outside").contains("--allow-paths");
    }

    @Test
    void itIsEvaluated() throws IOException {
        Path data =
                Files.writeString(
                        folder.resolve("dev.tsv"),
                        "sentence\tlabel\na gorgeous , witty movie .\t1\ntoo slow and dull .\t0\n");
        List<Object> asked = List.of("--data", data, "--template", TEMPLATE);
        JsonNode own = evaluated(recipe, asked);
        JsonNode written = evaluated(merged, asked);
        for (String part : List.of("fingerprint", "items", "log_likelihood")) {
            assertThat(written.path(part).isMissingNode()).as(part).isFalse();
            assertThat(own.path(part)).as(part).isEqualTo(written.path(part));
        }
    }

    private JsonNode evaluated(Path model, List<Object> asked) throws IOException {
        List<Object> all = new ArrayList<>(List.of("evaluate", "--model", model));
        all.addAll(asked);
        all.add("--items");
        return json(all.toArray());
    }
}
