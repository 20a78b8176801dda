package org.taskvectors.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// What transformers' own Jinja makes of templates, text or error; made by
/// `src/test/oracle/templates/make_golden.py`.
class TemplateOracleTest {
    static final Path GOLDEN = Path.of("src/test/resources/golden/templates");
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Errors whose messages are part of what a person reads, and are the same here.
    private static final Set<String> SAME_WORDS =
            Set.of("UndefinedError", "TemplateError", "SecurityError");

    @TestFactory
    Stream<DynamicTest> smallTemplates() throws IOException {
        JsonNode file = JSON.readTree(GOLDEN.resolve("expressions.json").toFile());
        List<Map<String, Object>> messages = messages(file.path("messages"));
        return tests(file)
                .map(
                        test ->
                                DynamicTest.dynamicTest(
                                        "[" + test.path("template").asText() + "]",
                                        () ->
                                                check(
                                                        test,
                                                        test.path("template").asText(),
                                                        withVariables(
                                                                input(messages, true),
                                                                file.path("variables")))));
    }

    @TestFactory
    Stream<DynamicTest> conversations() throws IOException {
        JsonNode file = JSON.readTree(GOLDEN.resolve("chats.json").toFile());
        return tests(file)
                .map(
                        test ->
                                DynamicTest.dynamicTest(
                                        test.path("template").asText()
                                                + " "
                                                + test.path("chat").asText(),
                                        () -> conversation(file, test)));
    }

    private static void conversation(JsonNode file, JsonNode test) {
        List<Map<String, Object>> messages =
                messages(file.path("chats").path(test.path("chat").asText()));
        ChatInput input = input(messages, test.path("prompt").asBoolean());
        if (test.path("tools").asBoolean()) {
            input = input.withTools(JSON.convertValue(file.path("tools"), List.class));
        }
        check(test, file.path("templates").path(test.path("template").asText()).asText(), input);
    }

    private static ChatInput input(List<Map<String, Object>> messages, boolean prompt) {
        return ChatInput.of(messages, Clock.systemUTC())
                .withGenerationPrompt(prompt)
                .withSpecialToken("bos_token", "<s>")
                .withSpecialToken("eos_token", "</s>");
    }

    static ChatInput withVariables(ChatInput input, JsonNode variables) {
        ChatInput with = input;
        for (Map.Entry<String, JsonNode> one : variables.properties()) {
            with = with.withVariable(one.getKey(), JSON.convertValue(one.getValue(), Object.class));
        }
        return with;
    }

    static List<Map<String, Object>> messages(JsonNode messages) {
        return JSON.convertValue(messages, new TypeReference<List<Map<String, Object>>>() {});
    }

    private static Stream<JsonNode> tests(JsonNode file) {
        List<JsonNode> tests = new ArrayList<>();
        file.path("cases").forEach(tests::add);
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private static void check(JsonNode test, String template, ChatInput input) {
        String got;
        try {
            got = ChatTemplate.of(template).render(input);
        } catch (Failure failure) {
            assertThat(failure.problem())
                    .as(failure.getMessage())
                    .isNotEqualTo(TemplateProblem.UNSUPPORTED);
            assertThat(test.has("error")).as(failure.getMessage()).isTrue();
            if (SAME_WORDS.contains(test.path("error").asText())) {
                assertThat(failure.what())
                        .contains(
                                Shown.whole(test.path("message").asText())
                                        .replace(" on line 1", ""));
            }
            return;
        }
        assertThat(test.has("error"))
                .as("[" + got + "] instead of " + test.path("message").asText())
                .isFalse();
        assertThat(got).isEqualTo(test.path("want").asText());
    }
}
