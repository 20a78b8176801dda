package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.taskvectors.analysis.ProfileStore;

/// `run` on the sample: what answers is what `apply` saves.
class RunSampleTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();
    private static final String SENTENCE = "a gorgeous , witty , seductive movie .";

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

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
        all.addFirst("run");
        all.addAll(List.of("--prompt", SENTENCE, "--template", "sst2", "--json"));
        assertThat(run(all.toArray())).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("run", document)).isEmpty();
        return document;
    }

    private static List<JsonNode> numbers(JsonNode side) {
        return List.of(side.path("fingerprint"), side.path("tokens"), side.path("labels"));
    }

    @Test
    void whatAnswersIsWhatApplySaves() throws IOException {
        Path base = SAMPLE.resolve("base");
        Path vector = folder.resolve("sst2.safetensors");
        Path saved = folder.resolve("saved");
        assertThat(run("extract", "--base", base, "--tuned", SAMPLE.resolve("sst2"), "-o", vector))
                .isZero();
        assertThat(run("apply", vector + "=0.5", "--model", base, "-o", saved)).isZero();

        JsonNode both = json("--model", base, "--vector", vector + "=0.5", "--side", "both");

        assertThat(both.path("prompt").asText()).isEqualTo("Review: " + SENTENCE + "\nSentiment:");
        JsonNode edited = both.path("sides").path(1);
        assertThat(edited.path("text").asText()).startsWith(" positive");
        assertThat(edited.path("labels").path(1).path("probability").doubleValue())
                .isGreaterThan(0.85);
        assertThat(numbers(json("--model", base).path("sides").path(0)))
                .isEqualTo(numbers(both.path("sides").path(0)));
        JsonNode off = json("--model", base, "--vector", vector + "=0");
        assertThat(numbers(off.path("sides").path(0)))
                .isEqualTo(numbers(both.path("sides").path(0)));
        List<Object> again = new ArrayList<>(List.of("run", "--model", saved));
        again.addAll(List.of("--template", SAMPLE.resolve("templates.json") + ":sst2"));
        again.addAll(List.of("--prompt", SENTENCE, "--json"));
        assertThat(run(again.toArray())).as(err.toString()).isZero();
        assertThat(numbers(new ObjectMapper().readTree(out.toString()).path("sides").path(0)))
                .isEqualTo(numbers(edited));
    }

    @Test
    void inADtypeItIsWhatApplySavesInThatDtype() throws IOException {
        Path base = SAMPLE.resolve("base");
        Path vector = folder.resolve("sst2.safetensors");
        Path saved = folder.resolve("saved");
        assertThat(run("extract", "--base", base, "--tuned", SAMPLE.resolve("sst2"), "-o", vector))
                .isZero();
        String term = vector + "=0.5";
        assertThat(run("apply", term, "--model", base, "-o", saved, "--dtype", "float32")).isZero();

        JsonNode answer = json("--model", base, "--vector", term, "--dtype", "float32");

        assertThat(answer.path("model").path("dtype").asText()).isEqualTo("float32");
        JsonNode stored = json("--model", base, "--vector", term);
        assertThat(stored.path("model").path("dtype").asText()).isEqualTo("bfloat16");
        List<Object> again = new ArrayList<>(List.of("run", "--model", saved));
        again.addAll(List.of("--template", SAMPLE.resolve("templates.json") + ":sst2"));
        again.addAll(List.of("--prompt", SENTENCE, "--json"));
        assertThat(run(again.toArray())).as(err.toString()).isZero();
        assertThat(numbers(new ObjectMapper().readTree(out.toString()).path("sides").path(0)))
                .isEqualTo(numbers(answer.path("sides").path(0)))
                .isNotEqualTo(numbers(stored.path("sides").path(0)));
    }

    @Test
    void aContextBeyondTheModelsIsSaid() throws IOException {
        JsonNode answer = json("--model", SAMPLE.resolve("base"), "--context", "100000");
        assertThat(answer.path("context").asInt()).isEqualTo(512);
        assertThat(answer.path("notes").toString()).contains("the context is 512 tokens");
    }

    @Test
    void aModelWithoutAChatTemplateSaysSo() {
        assertThat(
                        run(
                                "run",
                                "--model",
                                SAMPLE.resolve("base"),
                                "--template",
                                "chat",
                                "--prompt",
                                "hello"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("this model has no chat template");
    }
}
