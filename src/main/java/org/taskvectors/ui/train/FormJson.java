package org.taskvectors.ui.train;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.DataChoiceJson;
import org.taskvectors.training.TrainingJson;
import org.taskvectors.training.TrainingSettings;
import org.taskvectors.training.data.DataSettings;

/// What was asked for as JSON and back, for the workspace. What was not written has its default,
/// and so has what a newer version wrote in words that are not known.
final class FormJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private FormJson() {}

    static String write(Form form) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("base", form.base());
        node.put("train", DataChoiceJson.write(form.train().stream().toList()));
        Form.Rows rows = form.rows();
        node.put("held_out", DataChoiceJson.write(rows.heldOut().stream().toList()));
        node.put("held_out_rows", rows.heldOutRows());
        node.put("most_tokens", rows.mostTokens());
        node.put("long_rows", rows.longRows().name());
        node.put("ends_answers", rows.endsAnswers());
        node.put("rows_seed", rows.seed());
        node.set("settings", TrainingJson.settings(form.settings()));
        node.put("compared", form.compared());
        return node.toString();
    }

    /// Returns what was asked for; the first form where it is no such text.
    static Form read(String json) {
        return parse(json).map(FormJson::form).orElse(Form.FIRST);
    }

    private static Form form(JsonNode node) {
        Form.Rows usual = Form.Rows.USUAL;
        return new Form(
                node.path("base").asText(""),
                choice(node.path("train")),
                new Form.Rows(
                        choice(node.path("held_out")),
                        node.path("held_out_rows").asInt(usual.heldOutRows()),
                        node.path("most_tokens").asInt(usual.mostTokens()),
                        longRows(node.path("long_rows").asText()),
                        node.path("ends_answers").asBoolean(usual.endsAnswers()),
                        node.path("rows_seed").asLong(usual.seed())),
                settings(node.path("settings")),
                node.path("compared").asText(""));
    }

    private static Optional<DataChoice> choice(JsonNode node) {
        return DataChoiceJson.read(node.asText("")).stream().findFirst();
    }

    private static DataSettings.LongRows longRows(String word) {
        for (DataSettings.LongRows one : DataSettings.LongRows.values()) {
            if (one.name().equals(word)) {
                return one;
            }
        }
        return Form.Rows.USUAL.longRows();
    }

    private static TrainingSettings settings(JsonNode node) {
        try {
            return TrainingJson.settings(node);
        } catch (IllegalArgumentException e) {
            return TrainingSettings.usual();
        }
    }

    static String presets(List<NamedPreset> all) {
        ArrayNode array = MAPPER.createArrayNode();
        for (NamedPreset one : all) {
            ObjectNode node = array.addObject();
            node.put("name", one.name());
            node.set("settings", TrainingJson.settings(one.settings()));
        }
        return array.toString();
    }

    /// Returns the presets that were written; none where it is no such text.
    static List<NamedPreset> presets(String json) {
        List<NamedPreset> all = new ArrayList<>();
        parse(json)
                .ifPresent(
                        array ->
                                array.forEach(
                                        node ->
                                                all.add(
                                                        new NamedPreset(
                                                                node.path("name").asText(),
                                                                settings(node.path("settings"))))));
        return all;
    }

    private static Optional<JsonNode> parse(String json) {
        if (json.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(json)).filter(JsonNode::isContainerNode);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
