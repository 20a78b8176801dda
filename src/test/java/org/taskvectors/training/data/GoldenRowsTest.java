package org.taskvectors.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.tokenizer.Tokenizer;

/// Tokens and masks of rows against those of others: transformers with TRL's marked templates,
/// Stanford Alpaca's steps, lm-evaluation-harness's split (`src/test/oracle/training-data`).
class GoldenRowsTest {
    private static final Path SHARED =
            Path.of(System.getProperty("taskvectors.templates", "../shared/data/chat-templates"));
    private static final Path OWN = Path.of("src/test/oracle/templates");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chatml",
                "zephyr",
                "llama2",
                "tokenizer-llama3_1",
                "gemma2",
                "tokenizer-gemma3",
                "tokenizer-qwen2_5"
            })
    void answersOfChatsAreLearnedAsTransformersMasksThem(String name) throws Exception {
        JsonNode golden = golden("chats.json", "template", name).getFirst();
        String template = template(name);
        assumeTrue(!template.isEmpty(), "the templates of real models are not here: " + SHARED);
        assertThat(sum(template)).isEqualTo(golden.path("sum").asText());
        ArrayNode wanted = JSON.createArrayNode();
        StringBuilder lines = new StringBuilder();
        List<String> refused = new ArrayList<>();
        for (JsonNode row : golden.path("rows")) {
            ObjectNode line = JSON.createObjectNode();
            line.set("messages", row.path("messages"));
            lines.append(line).append('\n');
            if (row.has("error")) {
                refused.add(row.path("error").asText());
            } else {
                wanted.add(row);
            }
        }
        Path file = Files.writeString(folder.resolve("chats.jsonl"), lines);
        try (Tokenizer tokenizer = tokenizer(golden, template)) {
            TrainingData data =
                    MadeRows.data(MadeRows.settings(DataChoice.of("chats", file)), tokenizer);
            assertThat(data.train()).hasSize(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                same(data.train().get(i), wanted.get(i), wanted.get(i).path("case").asText());
            }
            assertThat(data.facts().unread()).isEqualTo(refused.size());
            for (String error : refused) {
                assertThat(data.rows(RowFilter.UNREAD, 9).getFirst().why()).endsWith(error);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "pieces", "sample"})
    void instructionsAreReadAsStanfordAlpacaReadsThem(String which) throws Exception {
        List<JsonNode> wanted = golden("answers.json", "instructions", which);
        ArrayNode rows = JSON.createArrayNode();
        for (JsonNode one : wanted) {
            ObjectNode row = rows.addObject();
            for (String key : List.of("instruction", "input", "output")) {
                row.set(key, one.path(key));
            }
        }
        Path file = Files.writeString(folder.resolve("alpaca_data.json"), rows.toString());
        try (Tokenizer tokenizer = tokenizer(wanted.getFirst(), "")) {
            TrainingData data =
                    MadeRows.data(MadeRows.settings(DataChoice.of("alpaca", file)), tokenizer);
            assertThat(data.facts().wording()).startsWith("alpaca");
            assertThat(data.truth()).isEqualTo("output");
            assertThat(data.train()).hasSize(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                same(data.train().get(i), wanted.get(i), which + " " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes", "pieces", "sample"})
    void labelsAreSplitAsTheHarnessSplitsThem(String which) throws Exception {
        List<JsonNode> wanted = golden("answers.json", "labels", which);
        ArrayNode rows = JSON.createArrayNode();
        for (JsonNode one : wanted) {
            ObjectNode row = rows.addObject();
            row.set("sentence", one.path("sentence"));
            row.set("label", one.path("label"));
        }
        Path file = Files.writeString(folder.resolve("rows.json"), rows.toString());
        try (Tokenizer tokenizer = tokenizer(wanted.getFirst(), "")) {
            TrainingData data =
                    MadeRows.data(MadeRows.settings(MadeRows.choice(file, "sst2")), tokenizer);
            assertThat(data.train()).hasSize(wanted.size());
            for (int i = 0; i < wanted.size(); i++) {
                same(data.train().get(i), wanted.get(i), which + " " + i);
            }
        }
    }

    private static void same(TrainingText text, JsonNode wanted, String which) {
        assertThat(MadeRows.tokens(text)).as(which).isEqualTo(ints(wanted.path("ids")));
        assertThat(MadeRows.mask(text)).as(which).isEqualTo(ints(wanted.path("mask")));
    }

    private Tokenizer tokenizer(JsonNode golden, String template) throws IOException {
        boolean addsBos = golden.path("adds_bos").asBoolean(!golden.path("bos").isNull());
        return MadeRows.tokenizer(
                folder.resolve("model"),
                golden.path("tokenizer").asText(),
                golden.path("bos").asText(""),
                golden.path("eos").asText(),
                addsBos,
                template);
    }

    /// Returns the entries of a golden file: those of a template, or those of a list that are of a
    /// tokenizer.
    private static List<JsonNode> golden(String file, String key, String value) throws IOException {
        JsonNode all = JSON.readTree(MadeRows.GOLDEN.resolve(file).toFile());
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode one : all.isArray() ? all : all.path(key)) {
            if (one.path(all.isArray() ? key : "tokenizer").asText().equals(value)) {
                found.add(one);
            }
        }
        return found;
    }

    private static String template(String name) throws IOException {
        Path own = OWN.resolve(name + ".jinja");
        if (Files.exists(own)) {
            return Files.readString(own);
        }
        for (String file : List.of("cases.json", "cases-gemma2.json")) {
            Path cases = SHARED.resolve(file);
            if (Files.exists(cases)) {
                for (JsonNode one : JSON.readTree(cases.toFile())) {
                    if (one.path("model").asText().equals(name)) {
                        return one.path("template").asText();
                    }
                }
            }
        }
        return "";
    }

    private static String sum(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Integer> ints(JsonNode list) {
        List<Integer> ints = new ArrayList<>();
        list.forEach(one -> ints.add(one.asInt()));
        return ints;
    }
}
