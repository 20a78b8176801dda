package org.taskvectors.sandbox;

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
import org.taskvectors.inference.Cut;
import org.taskvectors.inference.KnobJson;

/// Settings, decoding and prompts as JSON and back, for the workspace and the history. What was not
/// written has its default.
public final class SettingJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SettingJson() {}

    /// Returns vectors on a model as JSON.
    public static String vectors(List<Laid> vectors) {
        return array(vectors).toString();
    }

    /// Returns the vectors that were written; none where it is no such text.
    public static List<Laid> vectors(String json) {
        return parse(json).map(SettingJson::laid).orElse(List.of());
    }

    /// Returns named settings as JSON.
    public static String named(List<NamedSetting> settings) {
        ArrayNode all = MAPPER.createArrayNode();
        for (NamedSetting setting : settings) {
            ObjectNode node = all.addObject();
            node.put("name", setting.name());
            node.set("vectors", array(setting.vectors()));
        }
        return all.toString();
    }

    /// Returns the named settings that were written; none where it is no such text.
    public static List<NamedSetting> named(String json) {
        List<NamedSetting> all = new ArrayList<>();
        parse(json)
                .ifPresent(
                        root ->
                                root.forEach(
                                        node ->
                                                all.add(
                                                        new NamedSetting(
                                                                node.path("name").asText(),
                                                                laid(node.path("vectors"))))));
        return List.copyOf(all);
    }

    /// Returns decoding as JSON.
    public static String decoding(Decoding decoding) {
        return node(decoding).toString();
    }

    /// Returns the decoding that was written; the first one where it is no such text.
    public static Decoding decoding(String json) {
        return parse(json).map(SettingJson::decoding).orElse(Decoding.FIRST);
    }

    /// Returns texts by name as JSON.
    public static String texts(Map<String, String> texts) {
        ObjectNode node = MAPPER.createObjectNode();
        texts.forEach(node::put);
        return node.toString();
    }

    /// Returns the texts by name that were written; none where it is no such text.
    public static Map<String, String> texts(String json) {
        return parse(json).map(SettingJson::texts).orElse(Map.of());
    }

    static ArrayNode array(List<Laid> vectors) {
        ArrayNode all = MAPPER.createArrayNode();
        for (Laid laid : vectors) {
            ObjectNode node = all.addObject();
            node.put("key", laid.key());
            node.put("vector", laid.vector());
            KnobJson.write(laid.knob(), node);
        }
        return all;
    }

    static List<Laid> laid(JsonNode array) {
        List<Laid> all = new ArrayList<>();
        for (JsonNode node : array) {
            all.add(
                    new Laid(
                            node.path("key").asText(Integer.toString(all.size())),
                            node.path("vector").asText(),
                            KnobJson.read(node)));
        }
        return List.copyOf(all);
    }

    static ObjectNode node(Decoding decoding) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("greedy", decoding.isGreedy());
        node.put("temperature", decoding.temperature());
        node.put("top_k", decoding.topK());
        node.put("top_p", decoding.topP());
        node.put("min_p", decoding.minP());
        node.put("repetition_penalty", decoding.repetition());
        node.put("seed", decoding.seed());
        node.put("max_tokens", decoding.most());
        ArrayNode stops = node.putArray("stops");
        decoding.stops().forEach(stops::add);
        node.put("stop_at_end", decoding.stopAtEnd());
        node.put("cut_long_prompts", decoding.cut() == Cut.KEEP_END);
        return node;
    }

    static Decoding decoding(JsonNode node) {
        Decoding first = Decoding.FIRST;
        List<String> stops = new ArrayList<>();
        node.path("stops").forEach(stop -> stops.add(stop.asText()));
        return new Decoding(
                node.path("greedy").asBoolean(first.isGreedy()),
                node.path("temperature").asDouble(first.temperature()),
                node.path("top_k").asInt(first.topK()),
                node.path("top_p").asDouble(first.topP()),
                node.path("min_p").asDouble(first.minP()),
                node.path("repetition_penalty").asDouble(first.repetition()),
                node.path("seed").asLong(first.seed()),
                node.path("max_tokens").asInt(first.most()),
                stops,
                node.path("stop_at_end").asBoolean(first.stopAtEnd()),
                node.path("cut_long_prompts").asBoolean(false) ? Cut.KEEP_END : Cut.REFUSE);
    }

    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static Optional<JsonNode> parse(String json) {
        if (json.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MAPPER.readTree(json));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
