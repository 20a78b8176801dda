package org.taskvectors.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The program's own templates, SST-2 and MNLI against lm-evaluation-harness
/// (src/test/oracle/generation/harness_prompts.py).
class BuiltInTemplatesTest {
    private final TemplateRegistry registry = TemplateRegistry.builtIn();

    @ParameterizedTest
    @ValueSource(strings = {"sst2", "mnli"})
    void tasksAreWordedAsTheHarnessWordsThem(String task) throws IOException {
        JsonNode golden =
                new ObjectMapper()
                        .readTree(
                                new File(
                                        "src/test/resources/golden/generation/harness_prompts.json"))
                        .path(task);
        PromptTemplate template = registry.template(task);
        for (JsonNode one : golden.path("prompts")) {
            Map<String, String> values = new HashMap<>();
            one.properties()
                    .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
            String expected = values.remove("prompt");
            assertThat(template.render(values)).isEqualTo(expected);
        }
        List<String> words = new ArrayList<>();
        golden.path("labels").forEach(label -> words.add(" " + label.asText()));
        assertThat(template.labels().stream().map(Label::word)).isEqualTo(words);
        assertThat(template.labels().stream().map(Label::value)).isSorted();
    }

    @Test
    void alpacaHasAFormWithAndOneWithoutInput() throws IOException {
        PromptTemplate alpaca = registry.template("alpaca");
        assertThat(alpaca.render(Map.of("instruction", "Add {input}", "input", "1 + 1")))
                .isEqualTo(
                        "Below is an instruction that describes a task, paired with an input that"
                                + " provides further context. Write a response that appropriately"
                                + " completes the request.\n\n"
                                + "### Instruction:\n"
                                + "Add {input}\n\n"
                                + "### Input:\n"
                                + "1 + 1\n\n"
                                + "### Response:");
        assertThat(alpaca.render(Map.of("instruction", "Say hi")))
                .isEqualTo(
                        "Below is an instruction that describes a task. Write a response that"
                                + " appropriately completes the request.\n\n"
                                + "### Instruction:\nSay hi\n\n### Response:")
                .isEqualTo(alpaca.render(Map.of("instruction", "Say hi", "input", "")));
        assertThat(
                        registry.template("alpaca-mnli")
                                .render(Map.of("premise", "a", "hypothesis", "b")))
                .contains("### Input:\nPremise: a\nHypothesis: b\n\n### Response:\n");
    }

    @Test
    void rawTextIsItsPrompt() throws IOException {
        String text = " {prompt} {x}\r\n\0$1\\ é\n";
        assertThat(registry.template("raw").render(Map.of("prompt", text))).isEqualTo(text);
    }
}
