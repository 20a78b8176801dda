package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.FakeLiveModel;
import org.taskvectors.inference.FormulaRunner;
import org.taskvectors.inference.InferenceProblem;
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.LiveModel;
import org.taskvectors.inference.LiveRequest;
import org.taskvectors.inference.PieceTokenizer;

/// `run` on models that follow formulas: what it asks, writes and refuses.
class RunCommandTest {
    private static final PieceTokenizer BYTES = PieceTokenizer.bytes();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<LiveRequest> requests = new ArrayList<>();
    private final List<LiveModel> loaded = new ArrayList<>();
    private String base = "base says this";
    private String edited = "edited says that";

    /// Each side says its text, whatever it is asked, and then its end token.
    private LiveModel load(LiveRequest request) {
        requests.add(request);
        LiveModel live = new FakeLiveModel(saying(base), saying(edited), BYTES);
        loaded.add(live);
        return live;
    }

    private static FormulaRunner saying(String text) {
        List<Integer> tokens = BYTES.encode(text);
        return new FormulaRunner(
                BYTES.size(),
                400,
                asked -> {
                    int at = answered(asked);
                    float[] logits = new float[BYTES.size()];
                    logits[at < tokens.size() ? tokens.get(at) : 1] = 12;
                    return logits;
                });
    }

    /// How much has been answered: all prompts here end with a colon.
    private static int answered(List<Integer> asked) {
        return asked.size() - 1 - asked.lastIndexOf(':' + 2);
    }

    private int runOn(boolean terminal, Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>(List.of("run"));
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return new CommandLineMain(
                        "test",
                        new ProfileStore(folder.resolve("kept")),
                        (request, progress, cancellation) -> load(request))
                .run(words, new PrintWriter(out), new PrintWriter(err), terminal);
    }

    private int run(Object... arguments) {
        return runOn(false, arguments);
    }

    private JsonNode json(Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("--json");
        assertThat(run(all.toArray())).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints("run", document)).isEmpty();
        return document;
    }

    @Test
    void theBaseAnswersAlone() {
        assertThat(run("--model", "m", "--prompt", "q:")).isZero();
        assertThat(out.toString()).isEqualTo("base says this" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
        assertThat(requests.getFirst().vectors()).isEmpty();
    }

    /// A device may fail while a model reads, where no checked exception can pass.
    @Test
    void aDeviceThatFailsIsNoDefectOfTheProgram() {
        Failure full =
                Failure.of(InferenceProblem.OUT_OF_DEVICE_MEMORY, null, "the GPU is full", "Wait");
        FormulaRunner failing =
                new FormulaRunner(
                        BYTES.size(),
                        400,
                        _ -> {
                            throw new UncheckedIOException(full);
                        });
        int code =
                new CommandLineMain(
                                "test",
                                new ProfileStore(folder.resolve("kept")),
                                (_, _, _) -> new FakeLiveModel(failing, failing, BYTES))
                        .run(
                                List.of("run", "--model", "m", "--prompt", "q:"),
                                new PrintWriter(out),
                                new PrintWriter(err),
                                false);
        assertThat(code).isEqualTo(1);
        assertThat(err.toString().lines()).containsExactly("the GPU is full. Wait.");
    }

    @Test
    void vectorsAreLaidOnWithTheirCoefficients() {
        assertThat(run("--base", "m", "--vector", "a=0.5", "--vector", "b", "--prompt", "q:"))
                .isZero();
        assertThat(out.toString()).startsWith("edited says that");
        assertThat(requests.getFirst().vectors().stream().map(vector -> vector.path().toString()))
                .containsExactly("a", "b");
        assertThat(loaded.getFirst().knobs())
                .containsExactly(Knob.everywhere(0.5), Knob.everywhere(1));
    }

    @Test
    void bothSidesAnswerOneAfterTheOther() throws IOException {
        assertThat(run("--model", "m", "--vector", "a", "--side", "both", "--prompt", "q:"))
                .isZero();
        assertThat(out.toString().lines())
                .containsExactly("base:", "base says this", "", "edited:", "edited says that");
        JsonNode document =
                json("--model", "m", "--vector", "a=-1", "--side", "both", "--prompt", "q:");
        assertThat(document.path("sides"))
                .extracting(side -> side.path("text").asText())
                .containsExactly("base says this", "edited says that");
        assertThat(document.path("sides").path(1).path("fingerprint").asText()).isEqualTo("EDITED");
        assertThat(document.path("vectors").path(0).path("coefficient").asDouble()).isEqualTo(-1);
        JsonNode token = document.path("sides").path(0).path("tokens").path(0);
        assertThat(token.path("id").asInt()).isEqualTo('b' + 2);
        assertThat(token.path("top")).hasSize(20);
        assertThat(token.path("log_probability").asDouble())
                .isCloseTo(12 - Math.log(Math.exp(12) + BYTES.size() - 1.0), within(1e-12));
    }

    @Test
    void labelsAreScoredWhereTheTemplateHasThem() throws IOException {
        base = " positive";
        JsonNode document = json("--model", "m", "--template", "sst2", "--prompt", "fine");
        assertThat(document.path("prompt").asText())
                .isEqualTo("fine\nQuestion: Is this sentence positive or negative?\nAnswer:");
        assertThat(document.path("sampling").path("max_tokens").asInt()).isEqualTo(16);
        JsonNode labels = document.path("sides").path(0).path("labels");
        assertThat(labels.findValuesAsText("class")).containsExactly("negative", "positive");
        assertThat(labels.path(0).path("probability").asDouble()).isLessThan(1e-6);
        assertThat(labels.path(1).path("log_likelihood").asDouble()).isBetween(-0.1, 0.0);
        assertThat(run("--model", "m", "--template", "sst2", "--field", "sentence=fine")).isZero();
        assertThat(out.toString()).contains("positive 100.0 %, log-likelihood −0.0");
    }

    @Test
    void theModelsOwnTemplatesCount() throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.copy(Path.of("assets/sample/templates.json"), folder.resolve("templates.json"));
        JsonNode document =
                json(
                        "--model",
                        model,
                        "--template",
                        "mnli",
                        "--field",
                        "hypothesis=b",
                        "--prompt",
                        "a");
        assertThat(document.path("prompt").asText())
                .isEqualTo("Premise: a\nHypothesis: b\nFollows:");
        assertThat(run("--model", model, "--template", "nothing", "--prompt", "a")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no template 'nothing'", "sst2, mnli, raw");
        assertThat(run("--model", model, "--template", "mnli", "--prompt", "a")).isEqualTo(1);
        assertThat(err.toString()).contains("needs 'hypothesis'");
        assertThat(loaded).hasSize(1);
    }

    @Test
    void aPromptOfAFileIsTakenAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("p.txt"), "é\r\n\n x:");
        JsonNode document = json("--model", "m", "--prompt-file", file);
        assertThat(document.path("prompt").asText()).isEqualTo("é\r\n\n x:");
        assertThat(document.path("prompt_tokens"))
                .hasSize(1 + "é\r\n\n x:".getBytes(StandardCharsets.UTF_8).length);
        Files.write(file, new byte[] {'a', (byte) 0xFF});
        assertThat(run("--model", "m", "--prompt-file", file)).isEqualTo(1);
        assertThat(err.toString()).contains("not UTF-8");
    }

    @Test
    void limitsStopsAndCutsAreSaid() throws IOException {
        assertThat(run("--model", "m", "--prompt", "q:", "--max-tokens", "4")).isZero();
        assertThat(out.toString()).isEqualTo("base" + System.lineSeparator());
        assertThat(err.toString()).contains("note: the answer was cut at its limit, 4 tokens");
        assertThat(run("--model", "m", "--prompt", "q:", "--stop", "says")).isZero();
        assertThat(out.toString()).isEqualTo("base " + System.lineSeparator());
        String large = "x".repeat(30) + ":";
        assertThat(run("--model", "m", "--prompt", large, "--context", "20")).isEqualTo(1);
        assertThat(err.toString()).contains("32 tokens, the context 20");
        JsonNode document = json("--model", "m", "--prompt", large, "--context", "20", "--cut");
        assertThat(document.path("prompt_left_out").asInt()).isEqualTo(17);
        assertThat(document.path("sides").path(0).path("end").asText()).isEqualTo("context");
        assertThat(document.path("notes").path(0).asText()).contains("17 tokens at its beginning");
    }

    @Test
    void aHostileModelCannotCommandATerminal() {
        base = "a\u001b]0;title\u0007b\r\n\tc\u202e";
        assertThat(runOn(true, "--model", "m", "--prompt", "q:")).isZero();
        assertThat(out.toString())
                .isEqualTo("a\\u001b]0;title\\u0007b\\r\n\tc\\u202e" + System.lineSeparator());
        assertThat(run("--model", "m", "--prompt", "q:")).isZero();
        assertThat(out.toString()).isEqualTo(base + System.lineSeparator());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--prompt x --prompt-file y",
                "--prompt x --temperature -1",
                "--prompt x --top-p 0 --temperature 1",
                "--prompt x --top-k 5",
                "--prompt x --max-tokens 0",
                "--prompt x --min-p 2 --temperature 1",
                "--prompt x --repetition-penalty 0",
                "--prompt x --side edited",
                "--prompt x --side none",
                "--prompt x --system y",
                "--prompt x --field noequals",
                "--prompt x --context -1",
                "--template chat",
                "--template chat --prompt x --field a=b",
                "--prompt x --vector v=many",
                "--prompt x --dtype float16",
            })
    void wrongUsageIsSaidBeforeAnythingIsLoaded(String arguments) throws IOException {
        Path vector = Files.writeString(folder.resolve("v"), "");
        List<Object> all = new ArrayList<>(List.of("--model", "m"));
        Arrays.stream(arguments.split(" "))
                .filter(word -> !word.isEmpty())
                .map(word -> word.replace("v=many", vector + "=many"))
                .forEach(all::add);
        assertThat(run(all.toArray())).as(err.toString()).isEqualTo(2);
        assertThat(loaded).isEmpty();
    }

    @Test
    void aSeedGivesItsText() throws IOException {
        String[] arguments = {
            "--model", "m", "--prompt", "q:", "--temperature", "9", "--max-tokens", "30", "--seed"
        };
        List<String> texts = new ArrayList<>();
        for (String seed : List.of("5", "5", "6")) {
            List<Object> all = new ArrayList<>(Arrays.asList(arguments));
            all.add(seed);
            texts.add(json(all.toArray()).path("sides").path(0).path("text").asText());
        }
        assertThat(texts.get(0)).isEqualTo(texts.get(1)).isNotEqualTo(texts.get(2));
    }
}
