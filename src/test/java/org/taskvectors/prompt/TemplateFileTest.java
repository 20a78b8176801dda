package org.taskvectors.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Problem;

/// Templates out of files, the sample's and hostile ones.
class TemplateFileTest {
    private static final Path SAMPLE = Path.of("assets/sample");

    @TempDir private Path folder;

    @Test
    void theSampleBringsItsOwn() throws IOException {
        TemplateRegistry registry = TemplateRegistry.of(SAMPLE.resolve("base"));
        assertThat(registry.source().orElseThrow().getFileName()).hasToString("templates.json");
        assertThat(registry.templates().keySet()).startsWith("sst2", "mnli").contains("raw");
        assertThat(registry.choose("sst2").render(Map.of("sentence", "a fine film .")))
                .isEqualTo("Review: a fine film .\nSentiment:");
        assertThat(registry.choose("mnli").labels())
                .containsExactly(
                        new Label("entailment", 0, " yes"),
                        new Label("neutral", 1, " maybe"),
                        new Label("contradiction", 2, " no"));
        assertThat(TemplateRegistry.of(SAMPLE.resolve("base/model.safetensors")).source())
                .isEmpty();
        assertThat(TemplateRegistry.of(folder).templates())
                .isEqualTo(TemplateRegistry.builtIn().templates());
    }

    @Test
    void whatIsSavedIsReadAgain() throws IOException {
        PromptTemplate own =
                new PromptTemplate(
                        "mine",
                        "Mine, \"quoted\"",
                        List.of("a", "b b"),
                        Set.of("b b"),
                        Set.of("a"),
                        "{a} and {b b} {not one} {{a}}\n\t",
                        Optional.of("only {a}"),
                        List.of(new Label("x", 3, " é\n")));
        Path file = folder.resolve("templates.json");
        TemplateFile.write(file, List.of(own, BuiltInTemplates.raw()));
        assertThat(TemplateFile.read(file)).containsExactly(own, BuiltInTemplates.raw());
        assertThat(own.render(Map.of("a", " x ", "b b", "{a}")))
                .isEqualTo("x. and {a} {not one} {x.}\n\t");
        assertThat(own.render(Map.of("a", "x."))).isEqualTo("only x.");
        assertThat(TemplateRegistry.builtIn().choose(file + ":mine")).isEqualTo(own);
        assertProblem(PromptProblem.UNKNOWN_TEMPLATE, () -> registry().choose(file.toString()));
        assertProblem(PromptProblem.UNKNOWN_TEMPLATE, () -> registry().choose(file + ":other"));
        TemplateFile.write(file, List.of(own));
        assertThat(registry().choose(file.toString())).isEqualTo(own);
    }

    private static TemplateRegistry registry() {
        return TemplateRegistry.builtIn();
    }

    @Test
    void fieldsThatDoNotFitAreSaid() throws IOException {
        PromptTemplate mnli = registry().template("mnli");
        assertProblem(PromptProblem.FIELD_MISSING, () -> mnli.render(Map.of("premise", "x")));
        assertThatThrownBy(() -> mnli.render(Map.of("premise", "x")))
                .hasMessageContaining("needs 'hypothesis'");
        assertProblem(
                PromptProblem.FIELD_UNKNOWN,
                () -> mnli.render(Map.of("premise", "x", "hypothesis", "y", "z", "1")));
        assertProblem(PromptProblem.UNKNOWN_TEMPLATE, () -> registry().choose("\0nothing"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MALFORMED|",
                "MALFORMED|[]",
                "MALFORMED|{}",
                "MALFORMED|{\"a\": 1}",
                "MALFORMED|{\"a\": {}}",
                "MALFORMED|{\"\": {\"prompt\": \"x\"}}",
                "MALFORMED|{\"a\": {\"prompt\": 7}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"title\": []}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"fields\": \"b\"}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"fields\": [null]}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"labels\": [{\"class\": \"b\"}]}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"labels\": [{\"word\": \"\"}]}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\", \"labels\": [{\"word\": \"b\", \"value\":"
                        + " 1e99}]}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\"}, \"a\": {\"prompt\": \"y\"}}",
                "MALFORMED|{\"a\": {\"prompt\": \"x\"}} {}",
                "MALFORMED|{\"a\": {\"prompt\": \"x",
                "FIELD_WRONG|{\"a\": {\"prompt\": \"x\", \"fields\": [\"b\"]}}",
                "FIELD_WRONG|{\"a\": {\"prompt\": \"{b}\", \"fields\": [\"b\", \"b\"]}}",
                "FIELD_WRONG|{\"a\": {\"prompt\": \"{b}\", \"fields\": [\"b\"], \"optional\":"
                        + " [\"c\"]}}",
            })
    void aFileThatIsNoneIsAFailure(PromptProblem problem, String text) throws IOException {
        Path file = Files.writeString(folder.resolve("t.json"), text == null ? "" : text);
        assertProblem(problem, () -> TemplateFile.read(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 100_000})
    void deepFilesAreRefused(int depth) throws IOException {
        Path file = folder.resolve("t.json");
        Files.writeString(file, "{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}");
        assertProblem(PromptProblem.MALFORMED, () -> TemplateFile.read(file));
    }

    @Test
    void largeFilesAndPromptsAreRefused() throws IOException {
        Path file = folder.resolve("t.json");
        Files.writeString(file, " ".repeat((1 << 20) + 1));
        assertProblem(PromptProblem.TOO_LARGE, () -> TemplateFile.read(file));
        Files.writeString(
                file,
                "{\"a\": {\"prompt\": \"" + "{b}".repeat(300_000) + "\", \"fields\": [\"b\"]}}");
        PromptTemplate bomb = TemplateFile.read(file).getFirst();
        assertProblem(PromptProblem.TOO_LARGE, () -> bomb.render(Map.of("b", "x".repeat(1 << 20))));
        Files.write(file, new byte[] {'{', '"', (byte) 0xFF, '"', '}'});
        assertProblem(PromptProblem.MALFORMED, () -> TemplateFile.read(file));
    }

    private static void assertProblem(Problem problem, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.problem()).isEqualTo(problem));
    }
}
