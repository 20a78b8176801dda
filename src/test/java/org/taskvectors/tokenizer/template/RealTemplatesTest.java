package org.taskvectors.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Templates of real models with conversations, as transformers renders or refuses them.
class RealTemplatesTest {
    private static final Path SHARED =
            Path.of(System.getProperty("taskvectors.templates", "../shared/data/chat-templates"));
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"cases.json", "cases-gemma2.json"})
    void rendersAsTransformersDoes(String name) throws IOException {
        Path file = SHARED.resolve(name);
        assumeTrue(Files.exists(file), "the renders of real templates are not here: " + file);
        JsonNode cases = JSON.readTree(file.toFile());
        assertThat(cases).isNotEmpty();
        for (JsonNode one : cases) {
            check(one);
        }
    }

    private static void check(JsonNode one) {
        String which =
                one.path("model").asText()
                        + " "
                        + one.path("case").asText()
                        + " "
                        + one.path("gen").asBoolean();
        try {
            String text = ChatTemplate.of(one.path("template").asText()).render(input(one));
            assertThat(one.path("err").isNull()).as(which + " renders").isTrue();
            assertThat(text).as(which).isEqualTo(one.path("want").asText());
        } catch (Failure failure) {
            assertThat(one.path("err").isNull()).as(which + failure.getMessage()).isFalse();
            assertThat(failure.what())
                    .as(which)
                    .endsWith(": " + Shown.whole(one.path("err").asText()));
        }
    }

    private static ChatInput input(JsonNode one) {
        JsonNode context = one.path("ctx");
        List<Map<String, Object>> messages = TemplateOracleTest.messages(context.path("messages"));
        ChatInput input =
                TemplateOracleTest.withVariables(
                        ChatInput.of(messages, Clock.systemUTC()), context);
        if (!context.path("tools").isNull()) {
            input = input.withTools(JSON.convertValue(context.path("tools"), List.class));
        }
        if (!context.path("documents").isNull()) {
            input = input.withDocuments(JSON.convertValue(context.path("documents"), List.class));
        }
        return input.withGenerationPrompt(context.path("add_generation_prompt").asBoolean());
    }
}
