package org.taskvectors.inference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;

/// Knobs as JSON and back; what was not written has its default.
public final class KnobJson {
    private KnobJson() {}

    /// Writes a knob's properties into an object.
    public static void write(Knob knob, ObjectNode node) {
        node.put("lambda", knob.lambda());
        if (knob.firstLayer() > 0) {
            node.put("first", knob.firstLayer());
        }
        if (knob.lastLayer() < Integer.MAX_VALUE) {
            node.put("last", knob.lastLayer());
        }
        if (knob.families().size() < ModuleFamily.values().length) {
            ArrayNode families = node.putArray("families");
            EnumSet<ModuleFamily> inOrder = EnumSet.noneOf(ModuleFamily.class);
            inOrder.addAll(knob.families());
            inOrder.forEach(family -> families.add(family.name()));
        }
        if (!knob.curve().isEmpty()) {
            ArrayNode curve = node.putArray("curve");
            knob.curve().forEach(point -> curve.addArray().add(point.layer()).add(point.factor()));
        }
        if (!knob.isOutside()) {
            node.put("outside", false);
        }
    }

    /// Reads a knob's properties.
    public static Knob read(JsonNode node) {
        List<Knob.Point> curve = new ArrayList<>();
        for (JsonNode point : node.path("curve")) {
            curve.add(new Knob.Point(point.path(0).asInt(), point.path(1).asDouble()));
        }
        return new Knob(
                node.path("lambda").asDouble(1),
                node.path("first").asInt(0),
                node.path("last").asInt(Integer.MAX_VALUE),
                families(node.path("families")),
                curve,
                node.path("outside").asBoolean(true));
    }

    private static Set<ModuleFamily> families(JsonNode array) {
        Set<ModuleFamily> families = EnumSet.noneOf(ModuleFamily.class);
        for (ModuleFamily family : ModuleFamily.values()) {
            boolean isNamed = !array.isArray();
            for (JsonNode name : array) {
                isNamed |= name.asText().equals(family.name());
            }
            if (isNamed) {
                families.add(family);
            }
        }
        return families;
    }
}
