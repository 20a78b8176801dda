package org.taskvectors.tokenizer.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.taskvectors.Patience;
import org.taskvectors.file.Failure;

/// Right templates that something happened to: whatever it was, they render or fail with a failure
/// that tells what, within a moment.
class MutatedTemplatesTest {
    private static final int CASES = Integer.getInteger("taskvectors.mutations", 2000);
    private static final long MOST_NANOS = 5_000_000_000L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String[] PARTS = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "-",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'",
        "\"",
        "|",
        ".",
        ",",
        ":",
        "=",
        "~",
        "*",
        "**",
        "//",
        "%",
        "+",
        "<",
        "0",
        "-1",
        "999999999",
        "1e999",
        "none",
        "true",
        "missing",
        "messages",
        "loop",
        "not ",
        " in ",
        " is ",
        " if ",
        " else ",
        "\\",
        "\n",
        "\uD800",
        "🎉",
        "\0",
        "é",
        "['role']",
        "[::-1]",
        ".items()",
        ".split('')",
        "| list",
        "| tojson",
        "| map('x')",
        "| sort",
        "| join(messages)",
        "*9999999",
        "(messages)",
        "{% endif %}",
        "{% endfor %}",
        "{% for x in messages %}",
        "{% if 1 %}",
        "{% break %}",
        "{% set messages = 1 %}",
        "{% set loop = 1 %}",
        "{% macro m() %}",
        "{{ m() }}",
        "{% raw %}"
    };

    @Test
    void damagedTemplatesRenderOrFail() throws IOException {
        List<String> templates = new ArrayList<>();
        JsonNode chats = JSON.readTree(TemplateOracleTest.GOLDEN.resolve("chats.json").toFile());
        chats.path("templates").forEach(template -> templates.add(template.asText()));
        JsonNode small =
                JSON.readTree(TemplateOracleTest.GOLDEN.resolve("expressions.json").toFile());
        small.path("cases").forEach(one -> templates.add(one.path("template").asText()));
        List<List<Map<String, Object>>> conversations = new ArrayList<>();
        chats.path("chats").forEach(chat -> conversations.add(TemplateOracleTest.messages(chat)));
        int rendered = 0;
        for (int number = 0; number < CASES; number++) {
            Random random = new Random(number);
            // Every other case is one of the large ones.
            int among = random.nextBoolean() ? chats.path("templates").size() : templates.size();
            String template = damaged(templates.get(random.nextInt(among)), random);
            ChatInput input =
                    TemplateOracleTest.withVariables(
                            ChatInput.of(
                                    conversations.get(random.nextInt(conversations.size())),
                                    Clock.systemUTC()),
                            small.path("variables"));
            rendered += renders(template, input, number) ? 1 : 0;
        }
        assertThat(rendered).isBetween(CASES / 50, CASES - 1);
    }

    private static boolean renders(String template, ChatInput input, int number) {
        String which = number + ": " + template;
        long began = Patience.processorNanos();
        try {
            ChatTemplate.of(template).render(input);
            return true;
        } catch (Failure e) {
            assertThat(e.what()).as(which).isNotBlank();
            assertThat(e.problem()).as(which).isInstanceOf(TemplateProblem.class);
            assertThat(e.getCause()).as(which).isNull();
            return false;
        } catch (RuntimeException | Error e) {
            throw new AssertionError(which, e);
        } finally {
            assertThat(Patience.processorNanos() - began).as(which).isLessThan(MOST_NANOS);
        }
    }

    private static String damaged(String right, Random random) {
        StringBuilder text = new StringBuilder(right);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(4)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, text.substring(at, end));
                case 2 -> text.replace(at, end, PARTS[random.nextInt(PARTS.length)]);
                default -> text.insert(at, PARTS[random.nextInt(PARTS.length)]);
            }
        }
        return text.toString();
    }
}
