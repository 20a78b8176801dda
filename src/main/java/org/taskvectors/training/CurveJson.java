package org.taskvectors.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.evaluation.Proportion;

/// What is seen of a run as JSON and back: a line of its record each. A number that is not finite
/// is null.
public final class CurveJson {
    private CurveJson() {}

    /// Returns a step.
    public static ObjectNode of(TrainingCurve.Step step) {
        ObjectNode node = TrainingJson.MAPPER.createObjectNode();
        node.put("step", step.step());
        put(node, "loss", step.loss());
        put(node, "rate", step.rate());
        put(node, "gradient_norm", step.gradientNorm());
        node.put("tokens", step.tokens());
        node.put("answers", step.answers());
        put(node, "seconds", step.seconds());
        return node;
    }

    static TrainingCurve.Step step(JsonNode node) {
        return new TrainingCurve.Step(
                node.path("step").asInt(),
                number(node, "loss"),
                number(node, "rate"),
                number(node, "gradient_norm"),
                node.path("tokens").asInt(),
                node.path("answers").asInt(),
                number(node, "seconds"));
    }

    /// Returns what held-out rows gave after a step.
    public static ObjectNode of(TrainingCurve.HeldOut heldOut) {
        ObjectNode node = TrainingJson.MAPPER.createObjectNode();
        node.put("evaluated", heldOut.step());
        put(node, "loss", heldOut.loss());
        put(node, heldOut.accuracy());
        return node;
    }

    static TrainingCurve.HeldOut heldOut(JsonNode node) {
        return new TrainingCurve.HeldOut(
                node.path("evaluated").asInt(), number(node, "loss"), proportion(node));
    }

    /// Returns the vector's norms after a step.
    public static ObjectNode of(TrainingCurve.Norms norms) {
        ObjectNode node = TrainingJson.MAPPER.createObjectNode();
        node.put("measured", norms.step());
        put(node, "norm", norms.total());
        ArrayNode layers = node.putArray("by_layer");
        norms.byLayer().forEach(layers::add);
        put(node, "cosine", norms.cosine());
        return node;
    }

    static TrainingCurve.Norms norms(JsonNode node) {
        List<Double> layers = new ArrayList<>();
        node.path("by_layer").forEach(layer -> layers.add(layer.asDouble()));
        return new TrainingCurve.Norms(
                node.path("measured").asInt(),
                number(node, "norm"),
                layers,
                optional(node, "cosine"));
    }

    /// Returns a checkpoint, its folder as it lies in the run's.
    ///
    /// @param folder of the run
    public static ObjectNode of(KeptCheckpoint checkpoint, Path folder) {
        ObjectNode node = TrainingJson.MAPPER.createObjectNode();
        node.put("checkpoint", checkpoint.step());
        node.put("folder", folder.relativize(checkpoint.folder()).toString().replace('\\', '/'));
        put(node, "loss", checkpoint.loss());
        put(node, "held_out_loss", checkpoint.heldOutLoss());
        put(node, checkpoint.accuracy());
        put(node, "norm", checkpoint.norm());
        put(node, "cosine_to_first", checkpoint.cosineToFirst());
        put(node, "cosine_to_compared", checkpoint.cosineToCompared());
        node.put("bytes", checkpoint.bytes());
        return node;
    }

    static KeptCheckpoint checkpoint(JsonNode node, Path folder) {
        return new KeptCheckpoint(
                node.path("checkpoint").asInt(),
                folder.resolve(node.path("folder").asText()),
                number(node, "loss"),
                number(node, "held_out_loss"),
                proportion(node),
                number(node, "norm"),
                optional(node, "cosine_to_first"),
                optional(node, "cosine_to_compared"),
                node.path("bytes").asLong(),
                false);
    }

    private static void put(ObjectNode node, String name, double number) {
        if (Double.isFinite(number)) {
            node.put(name, number);
        } else {
            node.putNull(name);
        }
    }

    private static void put(ObjectNode node, String name, OptionalDouble number) {
        put(node, name, number.orElse(Double.NaN));
    }

    private static void put(ObjectNode node, Optional<Proportion> accuracy) {
        accuracy.ifPresent(one -> node.put("hits", one.hits()).put("rows", one.rows()));
    }

    private static double number(JsonNode node, String name) {
        return node.path(name).asDouble(Double.NaN);
    }

    private static OptionalDouble optional(JsonNode node, String name) {
        return node.path(name).isNumber()
                ? OptionalDouble.of(node.path(name).asDouble())
                : OptionalDouble.empty();
    }

    private static Optional<Proportion> proportion(JsonNode node) {
        return node.has("rows")
                ? Optional.of(new Proportion(node.path("hits").asInt(), node.path("rows").asInt()))
                : Optional.empty();
    }
}
