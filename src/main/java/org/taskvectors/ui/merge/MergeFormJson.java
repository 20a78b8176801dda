package org.taskvectors.ui.merge;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.merge.method.Space;

/// A form as JSON and back, for the workspace. What was not written has its default, and so has
/// what a newer version wrote in words that are not known.
final class MergeFormJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private MergeFormJson() {}

    static String write(MergeForm form) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("space", form.space().name());
        node.put("base", form.base());
        ArrayNode parts = node.putArray("parts");
        for (MergeForm.Part part : form.parts()) {
            parts.addObject().put("item", part.item()).put("weight", part.weight());
        }
        node.put("method", form.methodId());
        ObjectNode values = node.putObject("values");
        new TreeMap<>(form.values()).forEach(values::put);
        node.put("seed", form.seed());
        node.put("dtype", form.dtype().name());
        node.put("partial", form.isPartial());
        node.put("name", form.name());
        node.put("folder", form.folder());
        return node.toString();
    }

    /// Returns the form; the first one where it is no such text.
    static MergeForm read(String json) {
        return parse(json).map(MergeFormJson::form).orElse(MergeForm.FIRST);
    }

    private static MergeForm form(JsonNode node) {
        MergeForm first = MergeForm.FIRST;
        List<MergeForm.Part> parts = new ArrayList<>();
        node.path("parts")
                .forEach(
                        part ->
                                parts.add(
                                        new MergeForm.Part(
                                                part.path("item").asText(""),
                                                part.path("weight").asDouble(1))));
        Map<String, Double> values = new LinkedHashMap<>();
        node.path("values")
                .properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().isNumber()) {
                                values.put(entry.getKey(), entry.getValue().asDouble());
                            }
                        });
        return new MergeForm(
                constant(Space.values(), node.path("space"), first.space()),
                node.path("base").asText(""),
                parts,
                node.path("method").asText(first.methodId()),
                values,
                node.path("seed").asLong(0),
                constant(OutputDType.values(), node.path("dtype"), first.dtype()),
                node.path("partial").asBoolean(false),
                node.path("name").asText(""),
                node.path("folder").asText(""));
    }

    private static <E extends Enum<E>> E constant(E[] all, JsonNode word, E fallback) {
        for (E one : all) {
            if (one.name().equals(word.asText())) {
                return one;
            }
        }
        return fallback;
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
