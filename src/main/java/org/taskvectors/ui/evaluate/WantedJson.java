package org.taskvectors.ui.evaluate;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.taskvectors.evaluation.DataChoiceJson;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.sandbox.SettingJson;

/// What was asked as JSON and back, for the workspace. What was not written has its default.
final class WantedJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private WantedJson() {}

    static String write(Wanted wanted) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("base", wanted.base());
        node.put("vectors", SettingJson.vectors(wanted.vectors()));
        node.put("data", DataChoiceJson.write(wanted.data()));
        node.put("how", write(wanted.how()));
        return node.toString();
    }

    /// Returns what was asked; empty where it is no such text.
    static Optional<Wanted> read(String json) {
        return parse(json)
                .map(
                        node ->
                                new Wanted(
                                        node.path("base").asText(),
                                        SettingJson.vectors(node.path("vectors").asText()),
                                        DataChoiceJson.read(node.path("data").asText()),
                                        how(node.path("how").asText())));
    }

    static String write(How how) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("scoring", how.scoring().name());
        node.put("sweep", how.sweep().name());
        node.put("from", how.from());
        node.put("to", how.to());
        node.put("points", how.points());
        node.put("finer", how.isFiner());
        node.put("best", how.findsBest());
        node.put("first", how.first());
        node.put("second", how.second());
        return node.toString();
    }

    /// Returns what was written; the first one where it is no such text.
    static How how(String json) {
        return parse(json).map(WantedJson::how).orElse(How.FIRST);
    }

    private static How how(JsonNode node) {
        How first = How.FIRST;
        return new How(
                constant(node.path("scoring"), first.scoring(), Scoring.values()),
                constant(node.path("sweep"), first.sweep(), Sweep.values()),
                node.path("from").asDouble(first.from()),
                node.path("to").asDouble(first.to()),
                Math.clamp(node.path("points").asInt(first.points()), 2, Plan.MOST_VALUES),
                node.path("finer").asBoolean(first.isFiner()),
                node.path("best").asBoolean(first.findsBest()),
                node.path("first").asText(""),
                node.path("second").asText(""));
    }

    private static <E extends Enum<E>> E constant(JsonNode node, E otherwise, E[] all) {
        for (E one : all) {
            if (one.name().equals(node.asText())) {
                return one;
            }
        }
        return otherwise;
    }

    private static Optional<JsonNode> parse(String json) {
        if (json.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(json)).filter(JsonNode::isObject);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
