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
import org.taskvectors.inference.Knob;
import org.taskvectors.inference.KnobJson;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.vocabulary.Fill;

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
        for (MergePart part : form.parts()) {
            ObjectNode one = parts.addObject().put("item", part.item());
            KnobJson.write(part.knob(), one);
            if (!part.own().isEmpty()) {
                new TreeMap<>(part.own()).forEach(one.putObject("own")::put);
            }
        }
        node.put("method", form.methodId());
        ObjectNode values = node.putObject("values");
        new TreeMap<>(form.values()).forEach(values::put);
        form.lines()
                .ifPresent(
                        lines ->
                                node.putObject("lines")
                                        .put("alpha", lines.alpha())
                                        .put("beta", lines.beta()));
        node.put("seed", form.seed());
        node.put("partial", form.isPartial());
        node.put("tokens", form.tokens().source().name());
        node.put("fill", form.tokens().fill().name());
        MergeOutput output = form.output();
        node.put("kind", output.kind().name());
        node.put("dtype", output.dtype().name());
        node.put("shards", output.shardGigabytes());
        node.put("rank", output.rank());
        node.put("name", output.name());
        node.put("folder", output.folder());
        return node.toString();
    }

    /// Returns the form; the first one where it is no such text.
    static MergeForm read(String json) {
        return parse(json).map(MergeFormJson::form).orElse(MergeForm.FIRST);
    }

    private static MergeForm form(JsonNode node) {
        MergeForm first = MergeForm.FIRST;
        List<MergePart> parts = new ArrayList<>();
        node.path("parts").forEach(part -> parts.add(part(part)));
        return new MergeForm(
                constant(Space.values(), node.path("space"), first.space()),
                node.path("base").asText(""),
                parts,
                node.path("method").asText(first.methodId()),
                numbers(node.path("values")),
                lines(node.path("lines")),
                node.path("seed").asLong(0),
                node.path("partial").asBoolean(false),
                new MergeTokens(
                        constant(
                                MergeTokens.Source.values(),
                                node.path("tokens"),
                                first.tokens().source()),
                        constant(Fill.values(), node.path("fill"), first.tokens().fill())),
                output(node));
    }

    /// A weight that an older version wrote stands by that name.
    private static MergePart part(JsonNode node) {
        Knob knob = knob(node);
        return new MergePart(
                node.path("item").asText(""),
                node.has("weight") ? knob.withLambda(node.path("weight").asDouble(1)) : knob,
                numbers(node.path("own")));
    }

    private static Knob knob(JsonNode node) {
        try {
            return KnobJson.read(node);
        } catch (IllegalArgumentException e) {
            return Knob.everywhere(1);
        }
    }

    private static Map<String, Double> numbers(JsonNode node) {
        Map<String, Double> values = new LinkedHashMap<>();
        node.properties()
                .forEach(
                        entry -> {
                            if (entry.getValue().isNumber()) {
                                values.put(entry.getKey(), entry.getValue().asDouble());
                            }
                        });
        return values;
    }

    private static Optional<Lines> lines(JsonNode node) {
        return node.path("alpha").isNumber() && node.path("beta").isNumber()
                ? Optional.of(
                        new Lines(node.path("alpha").asDouble(), node.path("beta").asDouble()))
                : Optional.empty();
    }

    private static MergeOutput output(JsonNode node) {
        MergeOutput first = MergeOutput.FIRST;
        return new MergeOutput(
                constant(MergeOutput.Kind.values(), node.path("kind"), first.kind()),
                constant(OutputDType.values(), node.path("dtype"), first.dtype()),
                Math.clamp(
                        node.path("shards").asInt(first.shardGigabytes()),
                        1,
                        MergeOutput.MOST_GIGABYTES),
                Math.clamp(node.path("rank").asInt(first.rank()), 1, MergeOutput.MOST_RANK),
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
