package org.taskvectors.evaluation;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.evaluation.data.MappingHints;

/// Files of rows as JSON and back, for the workspace. What was not written has its default.
public final class DataChoiceJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DataChoiceJson() {}

    /// Returns files as JSON.
    public static String write(List<DataChoice> all) {
        ArrayNode array = MAPPER.createArrayNode();
        for (DataChoice one : all) {
            ObjectNode node = array.addObject();
            node.put("key", one.key());
            node.put("file", one.file().toString());
            node.put("name", one.name());
            node.put("ticked", one.isTicked());
            node.put("task", one.task());
            node.put("wording", one.wording());
            node.put("limit", one.limit());
            node.put("max_tokens", one.maxTokens());
            node.put("window", one.window());
            node.put("stride", one.stride());
            MappingHints hints = one.hints();
            hints.kind().ifPresent(kind -> node.put("kind", kind.name()));
            hints.truth().ifPresent(truth -> node.put("truth", truth));
            node.set("fields", MAPPER.valueToTree(hints.fields()));
            node.set("classes", MAPPER.valueToTree(hints.classes()));
            node.set("choices", MAPPER.valueToTree(hints.choices()));
        }
        return array.toString();
    }

    /// Returns the files that were written; none where it is no such text.
    public static List<DataChoice> read(String json) {
        List<DataChoice> all = new ArrayList<>();
        if (json.isBlank()) {
            return all;
        }
        try {
            MAPPER.readTree(json).forEach(node -> choice(node).ifPresent(all::add));
        } catch (JacksonException e) {
            return List.of();
        }
        return List.copyOf(all);
    }

    private static Optional<DataChoice> choice(JsonNode node) {
        try {
            List<String> choices = new ArrayList<>();
            node.path("choices").forEach(one -> choices.add(one.asText()));
            MappingHints hints =
                    new MappingHints(
                            Stream.of(Kind.values())
                                    .filter(kind -> kind.name().equals(text(node, "kind")))
                                    .findFirst(),
                            texts(node.path("fields")),
                            Optional.of(text(node, "truth")).filter(text -> !text.isEmpty()),
                            texts(node.path("classes")),
                            choices);
            return Optional.of(
                    new DataChoice(
                            text(node, "key"),
                            Path.of(text(node, "file")),
                            text(node, "name"),
                            node.path("ticked").asBoolean(true),
                            text(node, "task"),
                            text(node, "wording"),
                            hints,
                            node.path("limit").asInt(),
                            node.path("max_tokens").asInt(),
                            node.path("window").asInt(),
                            node.path("stride").asInt()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> all = new LinkedHashMap<>();
        node.properties().forEach(one -> all.put(one.getKey(), one.getValue().asText()));
        return all;
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asText("");
    }
}
