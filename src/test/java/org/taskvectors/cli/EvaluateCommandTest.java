package org.taskvectors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

/// `evaluate` and `sweep` on the sample.
class EvaluateCommandTest {
    private static final Path SAMPLE = Path.of("assets/sample").toAbsolutePath();

    @TempDir private Path folder;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path data;
    private Path vector;

    @BeforeEach
    void write() throws IOException {
        data = folder.resolve("reviews.tsv");
        Files.writeString(
                data,
                """
                sentence\tlabel
                a gorgeous , witty , seductive movie .\t1
                an utterly tedious mess .\t0
                warm , funny and beautifully acted .\t1
                it is dull , clumsy and far too long .\t0
                one of the best films of the year .\t1
                a waste of time and talent .\t0
                """);
        vector = folder.resolve("sst2.safetensors");
        assertThat(
                        run(
                                "extract",
                                "--base",
                                SAMPLE.resolve("base"),
                                "--tuned",
                                SAMPLE.resolve("sst2"),
                                "-o",
                                vector))
                .isZero();
    }

    private int run(Object... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> words = new ArrayList<>();
        Arrays.stream(arguments).map(Object::toString).forEach(words::add);
        return new CommandLineMain("test", new ProfileStore(folder.resolve("kept")))
                .run(words, new PrintWriter(out), new PrintWriter(err), false);
    }

    private JsonNode json(String command, Object... arguments) throws IOException {
        List<Object> all = new ArrayList<>(Arrays.asList(arguments));
        all.addFirst(command);
        all.addAll(List.of("--data", data, "--json"));
        assertThat(run(all.toArray())).as(err.toString()).isZero();
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(SchemaCheck.complaints(command, document)).isEmpty();
        return document;
    }

    @Test
    void theEditedModelIsComparedWithTheBase() throws IOException {
        JsonNode found =
                json(
                        "evaluate",
                        "--model",
                        SAMPLE.resolve("base"),
                        "--vector",
                        vector,
                        "--against-base",
                        "--items");

        assertThat(found.path("accuracy").doubleValue()).isEqualTo(1);
        assertThat(found.path("base_accuracy").doubleValue()).isEqualTo(0.5);
        assertThat(found.path("comparison").path("gained").intValue()).isEqualTo(3);
        assertThat(found.path("comparison").path("mcnemar_p").doubleValue())
                .isCloseTo(0.25, within(1e-12));
        assertThat(found.path("confusion").toString()).isEqualTo("[[3,0],[0,3]]");
        assertThat(found.path("base").path("confusion").toString()).isEqualTo("[[0,3],[0,3]]");
        assertThat(found.path("task").path("words").asText())
                .isEqualTo("sst2, the model's own words");
        assertThat(found.path("items")).hasSize(6);
        assertThat(found.path("kl").doubleValue()).isPositive();
        assertThat(found.path("base").path("kl").doubleValue()).isZero();
    }

    @Test
    void withoutAVectorTheModelItselfIsAsked() throws IOException {
        JsonNode found = json("evaluate", "--model", SAMPLE.resolve("sst2"), "--limit", 4);

        assertThat(found.path("accuracy").doubleValue()).isEqualTo(1);
        assertThat(found.path("rows").intValue()).isEqualTo(4);
        assertThat(found.path("task").path("available").intValue()).isEqualTo(6);
        assertThat(found.path("fingerprint")).isEqualTo(found.path("model").path("fingerprint"));
        assertThat(found.has("base")).isFalse();
    }

    @Test
    void whoseWordsAreTakenIsNamed() throws IOException {
        Path model = SAMPLE.resolve("sst2");

        JsonNode own = json("evaluate", "--model", model, "--task", "sst2");
        JsonNode sample =
                json("evaluate", "--model", model, "--task", "sst2", "--template", "sample");
        JsonNode other =
                json("evaluate", "--model", model, "--task", "sst2", "--template", "lm-eval");

        assertThat(sample.path("log_likelihood")).isEqualTo(own.path("log_likelihood"));
        assertThat(sample.path("task").path("words").asText())
                .isEqualTo("sst2, the sample's words");
        assertThat(other.path("task").path("words").asText())
                .isEqualTo("sst2, lm-evaluation-harness's words");
        assertThat(other.path("log_likelihood")).isNotEqualTo(own.path("log_likelihood"));
    }

    @Test
    void aSweepIsGoneOnWith() throws IOException {
        Path record = folder.resolve("sweep.evaluation.jsonl");
        Object[] arguments = {
            "--model",
            SAMPLE.resolve("base"),
            "--vector",
            vector + "=-1:1:3",
            "--best",
            2,
            "--record",
            record
        };
        JsonNode whole = json("sweep", arguments);
        List<String> lines = Files.readAllLines(record);
        // As a process that was killed leaves it: after the base, in the middle of a line.
        Files.writeString(record, lines.get(0) + "\n" + lines.get(1) + "\n{\"at\":[0.0,");

        JsonNode again = json("sweep", arguments);

        assertThat(again.path("points")).isEqualTo(whole.path("points"));
        assertThat(again.path("best")).isEqualTo(whole.path("best"));
        assertThat(Files.readAllLines(record)).isEqualTo(lines);
        assertThat(whole.path("points").path(1).path("coefficients").path(0).doubleValue())
                .isZero();
        assertThat(whole.path("points").path(1).path("tasks").path(0).path("log_likelihood"))
                .isEqualTo(whole.path("base").path(0).path("log_likelihood"));
    }

    @Test
    void aRecordOfAnotherSweepIsLeftAlone() throws IOException {
        Path record = folder.resolve("sweep.evaluation.jsonl");
        Path base = SAMPLE.resolve("base");
        json("sweep", "--model", base, "--vector", vector + "=0:1:2", "--record", record);
        byte[] before = Files.readAllBytes(record);

        int code =
                run(
                        "sweep",
                        "--model",
                        base,
                        "--vector",
                        vector + "=0:1:3",
                        "--data",
                        data,
                        "--record",
                        record);

        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).contains("it records an evaluation of other models");
        assertThat(Files.readAllBytes(record)).isEqualTo(before);
    }

    @Test
    void aFileThatIsNoRecordIsLeftAlone() throws IOException {
        Path notes = folder.resolve("notes.txt");
        Files.writeString(notes, "a line that has no end");

        assertThat(sweepOf("=0:1:2", notes)).isEqualTo(1);

        assertThat(err.toString()).contains("notes.txt");
        assertThat(Files.readString(notes)).isEqualTo("a line that has no end");
    }

    @Test
    void aRecordOfTheSameVectorsInAnotherOrderIsRefused() throws IOException {
        Path other = folder.resolve("mnli.safetensors");
        Path base = SAMPLE.resolve("base");
        assertThat(run("extract", "--base", base, "--tuned", SAMPLE.resolve("mnli"), "-o", other))
                .isZero();
        Path record = folder.resolve("sweep.evaluation.jsonl");
        assertThat(each(vector, other, record)).isZero();

        assertThat(each(other, vector, record)).isEqualTo(1);

        assertThat(err.toString()).contains("it records an evaluation of other models");
    }

    private int each(Path one, Path other, Path record) {
        return run(
                "sweep",
                "--model",
                SAMPLE.resolve("base"),
                "--vector",
                one + "=0:1:2",
                "--vector",
                other + "=0:1:2",
                "--sweep",
                "each",
                "--data",
                data,
                "--record",
                record);
    }

    @Test
    void figuresThatCannotBeWrittenDoNotCostTheNumbers() throws IOException {
        Path figures = Files.createDirectories(folder.resolve("figures"));
        // A folder that stands where a figure goes.
        for (String name : List.of("curve-accuracy.svg", "curve-log-likelihood.svg")) {
            Files.createDirectories(figures.resolve(name).resolve("full"));
        }

        int code =
                run(
                        "sweep",
                        "--model",
                        SAMPLE.resolve("base"),
                        "--vector",
                        vector + "=0:1:2",
                        "--data",
                        data,
                        "--figures",
                        figures);

        assertThat(code).isEqualTo(1);
        assertThat(out.toString()).contains("accuracy").contains("0.5000");
    }

    @Test
    void countsBelowOneAreRefused() {
        for (String option : List.of("--limit", "--context", "--window", "--stride")) {
            assertThat(
                            run(
                                    "evaluate",
                                    "--model",
                                    SAMPLE.resolve("sst2"),
                                    "--data",
                                    data,
                                    option,
                                    0))
                    .isEqualTo(2);
            assertThat(err.toString()).contains(option + " takes at least 1");
        }
    }

    @Test
    void valuesThatAreNotAskedAreRefused() {
        for (String range : List.of("=0:1e300:3", "=0:1e-12:3", "=-2e6:0:2")) {
            assertThat(sweepOf(range, folder.resolve("r"))).isEqualTo(2);
            assertThat(err.toString()).contains("1e-9 or more apart");
        }
    }

    private int sweepOf(String range, Path record) {
        return run(
                "sweep",
                "--model",
                SAMPLE.resolve("base"),
                "--vector",
                vector + range,
                "--data",
                data,
                "--record",
                record);
    }

    @Test
    void theLayersTellWhereTheTaskIs() throws IOException {
        JsonNode found =
                json(
                        "sweep",
                        "--model",
                        SAMPLE.resolve("base"),
                        "--vector",
                        vector,
                        "--sweep",
                        "layer",
                        "--limit",
                        2);

        assertThat(found.path("points")).hasSize(23);
        assertThat(found.path("points").path(0).path("at").toString())
                .isEqualTo("[\"whole\",\"\"]");
    }

    @Test
    void figuresOfASweepAreWritten() throws IOException {
        Path figures = folder.resolve("figures");
        JsonNode found =
                json(
                        "sweep",
                        "--model",
                        SAMPLE.resolve("base"),
                        "--vector",
                        vector + "=0:1:3",
                        "--figures",
                        figures,
                        "--format",
                        "svg,csv");

        assertThat(found.path("figures")).hasSize(2 * 5);
        assertThat(figures.resolve("curve-accuracy.svg")).isNotEmptyFile();
        assertThat(figures.resolve("curve-divergence.csv")).isNotEmptyFile();
        assertThat(figures.resolve("matrices-sst-2.svg")).isNotEmptyFile();
        assertThat(figures.resolve("calibration-sst-2.svg")).isNotEmptyFile();
        assertThat(Files.readString(figures.resolve("curve-accuracy.csv"))).contains("0.5");
    }

    @Test
    void whatDoesNotFitTogetherIsWrongUsage() {
        Path base = SAMPLE.resolve("base");

        assertThat(run("evaluate", "--model", base, "--data", data, "--items")).isEqualTo(2);
        assertThat(run("evaluate", "--model", base, "--data", data, "--against-base")).isEqualTo(2);
        assertThat(run("sweep", "--model", base, "--data", data, "--vector", vector + "=1:0:3"))
                .isEqualTo(2);
        assertThat(
                        run(
                                "sweep",
                                "--model",
                                base,
                                "--data",
                                data,
                                "--vector",
                                vector,
                                "--sweep",
                                "plane"))
                .isEqualTo(2);
    }
}
