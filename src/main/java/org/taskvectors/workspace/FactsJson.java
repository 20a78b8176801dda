package org.taskvectors.workspace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Dictionaries;

/// What a card says about a checkpoint, as JSON and back.
final class FactsJson {
    private FactsJson() {}

    static void write(ObjectNode node, Facts facts) {
        node.put("format", facts.format());
        node.put("architecture", facts.architecture());
        node.put("parameters", facts.parameters());
        facts.dtypes().forEach(node.putArray("dtypes")::add);
        node.put("bytes", facts.bytes());
        node.put("files", facts.files());
        node.put("layers", facts.layers());
        node.put("tensors", facts.tensors());
        node.put("of", facts.of());
        node.put("on", facts.on());
        facts.notes().forEach(node.putArray("notes")::add);
        if (facts.isQuantized()) {
            node.put("bits_per_weight", facts.bitsPerWeight());
        }
        facts.adapter().ifPresent(adapter -> write(node.putObject("adapter"), adapter));
        facts.dictionaries().ifPresent(all -> write(node.putObject("dictionaries"), all));
        if (!facts.partial().isEmpty()) {
            node.put("partial", facts.partial());
        }
        if (facts.layout().isKnown()) {
            ObjectNode layout = node.putObject("layout");
            facts.layout()
                    .kinds()
                    .forEach(
                            (key, kind) ->
                                    layout.putArray(key)
                                            .add(kind.count())
                                            .add(kind.highest())
                                            .add(kind.weights()));
        }
    }

    private static Layout layout(JsonNode node) {
        Map<String, Layout.Kind> kinds = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            JsonNode kind = entry.getValue();
            kinds.put(
                    entry.getKey(),
                    new Layout.Kind(
                            kind.path(0).asInt(), kind.path(1).asInt(), kind.path(2).asLong()));
        }
        return new Layout(kinds);
    }

    private static void write(ObjectNode node, AdapterFacts adapter) {
        node.put("method", adapter.method());
        node.put("rank", adapter.rank());
        node.put("alpha", adapter.alpha());
        node.put("base", adapter.base());
        adapter.targets().forEach(node.putArray("targets")::add);
        adapter.incomplete().forEach(node.putArray("incomplete")::add);
        node.put("asks_alpha", adapter.asksAlpha());
        if (!adapter.adapters().isEmpty()) {
            adapter.adapters().forEach(node.putArray("adapters")::add);
        }
    }

    static Facts read(JsonNode node) {
        return new Facts(
                node.path("format").asText(),
                node.path("architecture").asText(),
                node.path("parameters").asLong(),
                WorkspaceJson.texts(node.path("dtypes")),
                node.path("bytes").asLong(),
                node.path("files").asInt(),
                node.path("layers").asInt(),
                node.path("tensors").asInt(),
                node.path("of").asText(),
                node.path("on").asText(),
                WorkspaceJson.texts(node.path("notes")),
                node.path("bits_per_weight").asDouble(Double.NaN),
                node.path("adapter").isObject()
                        ? Optional.of(adapter(node.path("adapter")))
                        : Optional.empty(),
                node.path("dictionaries").isObject()
                        ? Optional.of(dictionaries(node.path("dictionaries")))
                        : Optional.empty(),
                node.path("partial").asText(),
                layout(node.path("layout")));
    }

    private static void write(ObjectNode node, Dictionaries dictionaries) {
        dictionaries.keys().forEach(node.putArray("keys")::add);
        dictionaries.byDefault().ifPresent(key -> node.put("by_default", key));
    }

    private static Dictionaries dictionaries(JsonNode node) {
        return new Dictionaries(
                WorkspaceJson.texts(node.path("keys")),
                WorkspaceJson.optional(node.path("by_default")));
    }

    private static AdapterFacts adapter(JsonNode node) {
        return new AdapterFacts(
                node.path("method").asText(),
                node.path("rank").asText(),
                node.path("alpha").asText(),
                node.path("base").asText(),
                WorkspaceJson.texts(node.path("targets")),
                WorkspaceJson.texts(node.path("incomplete")),
                node.path("asks_alpha").asBoolean(),
                WorkspaceJson.texts(node.path("adapters")));
    }
}
