package org.taskvectors.sandbox;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.inference.Side;

/// Runs as lines of JSON and back.
public final class HistoryJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private HistoryJson() {}

    /// Returns a run as one line.
    public static String line(HistoryEntry entry) {
        return node(entry).toString();
    }

    /// Returns the same, with the program that ran it.
    ///
    /// @param program name and version
    static String line(HistoryEntry entry, String program) {
        return node(entry).put("program", program).toString();
    }

    private static ObjectNode node(HistoryEntry entry) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", entry.id());
        node.put("at", entry.at());
        node.put("base", entry.base());
        node.put("base_id", entry.baseId());
        if (!entry.device().isEmpty()) {
            node.put("device", entry.device());
        }
        ArrayNode vectors = SettingJson.array(entry.vectors());
        for (int i = 0; i < vectors.size() && i < entry.names().size(); i++) {
            ((ObjectNode) vectors.get(i)).put("name", entry.names().get(i));
        }
        node.set("vectors", vectors);
        node.set("decoding", SettingJson.node(entry.decoding()));
        node.put("form", entry.input().form());
        ObjectNode fields = node.putObject("fields");
        entry.input().fields().forEach(fields::put);
        ArrayNode turns = node.putArray("turns");
        entry.input()
                .turns()
                .forEach(
                        turn ->
                                turns.addObject()
                                        .put("message", turn.message())
                                        .put("base", turn.base())
                                        .put("edited", turn.edited()));
        node.put("prompt", entry.prompt());
        entry.fork()
                .ifPresent(
                        fork ->
                                node.putObject("fork")
                                        .put("side", word(fork.side()))
                                        .put("at", fork.at())
                                        .put("token", fork.token()));
        ObjectNode answers = node.putObject("answers");
        new EnumMap<>(entry.answers())
                .forEach((side, reply) -> write(answers.putObject(word(side)), reply));
        if (entry.isPinned()) {
            node.put("pinned", true);
        }
        return node;
    }

    private static void write(ObjectNode node, HistoryEntry.Reply reply) {
        node.put("fingerprint", reply.fingerprint());
        ArrayNode prompt = node.putArray("prompt_tokens");
        reply.prompt().forEach(prompt::add);
        node.put("text", reply.text());
        ArrayNode tokens = node.putArray("tokens");
        reply.tokens().forEach(tokens::add);
        node.put("end", reply.end());
        ObjectNode labels = node.putObject("labels");
        reply.labels().forEach(labels::put);
    }

    /// Returns the run of a line; empty where it is none.
    public static Optional<HistoryEntry> read(String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        if (node == null || !node.path("id").isTextual() || !node.path("answers").isObject()) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        node.path("vectors").forEach(vector -> names.add(vector.path("name").asText()));
        List<PromptInput.Turn> turns = new ArrayList<>();
        node.path("turns")
                .forEach(
                        turn ->
                                turns.add(
                                        new PromptInput.Turn(
                                                turn.path("message").asText(),
                                                turn.path("base").asText(),
                                                turn.path("edited").asText())));
        Map<Side, HistoryEntry.Reply> answers = new EnumMap<>(Side.class);
        for (Side side : Side.values()) {
            JsonNode reply = node.path("answers").path(word(side));
            if (reply.isObject()) {
                answers.put(side, reply(reply));
            }
        }
        return Optional.of(
                new HistoryEntry(
                        node.path("id").asText(),
                        node.path("at").asText(),
                        node.path("base").asText(),
                        node.path("base_id").asText(),
                        node.path("device").asText(),
                        SettingJson.laid(node.path("vectors")),
                        names,
                        SettingJson.decoding(node.path("decoding")),
                        new PromptInput(
                                node.path("form").asText(),
                                SettingJson.texts(node.path("fields")),
                                turns),
                        node.path("prompt").asText(),
                        fork(node.path("fork")),
                        answers,
                        node.path("pinned").asBoolean(false)));
    }

    private static Optional<HistoryEntry.Fork> fork(JsonNode node) {
        return node.isObject()
                ? Optional.of(
                        new HistoryEntry.Fork(
                                node.path("side").asText().equals(word(Side.BASE))
                                        ? Side.BASE
                                        : Side.EDITED,
                                node.path("at").asInt(),
                                node.path("token").asInt()))
                : Optional.empty();
    }

    private static HistoryEntry.Reply reply(JsonNode node) {
        List<Integer> prompt = new ArrayList<>();
        node.path("prompt_tokens").forEach(token -> prompt.add(token.asInt()));
        List<Integer> tokens = new ArrayList<>();
        node.path("tokens").forEach(token -> tokens.add(token.asInt()));
        Map<String, Double> labels = new LinkedHashMap<>();
        node.path("labels")
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asDouble()));
        return new HistoryEntry.Reply(
                node.path("fingerprint").asText(),
                prompt,
                node.path("text").asText(),
                tokens,
                node.path("end").asText(),
                labels);
    }

    private static String word(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }
}
