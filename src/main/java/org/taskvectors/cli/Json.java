package org.taskvectors.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

/// Builds the JSON of the commands: numbers unrounded, undefined as null.
final class Json {
    /// The version of the schema; it grows when a name changes its meaning or goes away.
    static final int SCHEMA = 1;

    private Json() {}

    /// The beginning that all documents share.
    static ObjectNode document(String command, Session session) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("schema", SCHEMA);
        root.put("command", command);
        root.put("program", session.program());
        return root;
    }

    static void print(ObjectNode document, PrintWriter out) {
        DefaultPrettyPrinter lines =
                new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n"));
        try {
            // Written as it goes: the histograms of a large vector are longer than memory is wide.
            new ObjectMapper()
                    .writer(lines)
                    .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                    .writeValue(out, document);
            out.println();
        } catch (IOException e) {
            throw new IllegalStateException("a printer does not throw", e);
        }
    }

    /// A number as it is; null where it is undefined.
    static JsonNode number(double value) {
        return Double.isFinite(value)
                ? JsonNodeFactory.instance.numberNode(value)
                : JsonNodeFactory.instance.nullNode();
    }

    static JsonNode text(Optional<String> value) {
        return value.<JsonNode>map(JsonNodeFactory.instance::textNode)
                .orElseGet(JsonNodeFactory.instance::nullNode);
    }

    static ArrayNode texts(Collection<String> values) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        values.forEach(node::add);
        return node;
    }

    static ArrayNode sizes(long[] values) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        for (long value : values) {
            node.add(value);
        }
        return node;
    }

    static ObjectNode map(Map<String, String> values) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> node.put(entry.getKey(), entry.getValue()));
        return node;
    }

    static ObjectNode identity(Identity identity) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", identity.name())
                .put("fingerprint", identity.fingerprint());
    }

    static JsonNode provenance(Optional<Provenance> provenance) {
        if (provenance.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        Provenance from = provenance.get();
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("program", from.program());
        node.set("base", identity(from.base()));
        node.set("tuned", identity(from.tuned()));
        node.set("policies", map(from.policies()));
        node.put("base_tensors", from.baseTensors().size());
        node.set("left_out", map(from.leftOut()));
        return node;
    }
}
