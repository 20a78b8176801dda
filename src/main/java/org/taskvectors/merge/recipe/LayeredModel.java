package org.taskvectors.merge.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Prefixes;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// A model's tensors by stack and layer. In a layer they are found by their names without the
/// layer's number, so that layers of different numbers, and of models whose tools put other
/// prefixes in front, can lie side by side.
final class LayeredModel {
    /// Stands for the number of the layer; no part of a name is empty otherwise.
    private static final String NUMBER = "";

    private final ModelNames names;
    private final Map<String, Map<Integer, Map<String, Named>>> layers = new LinkedHashMap<>();
    private final Map<String, Named> outside = new LinkedHashMap<>();

    /// @param stored the name in the checkpoint
    /// @param name the name without what tools put around a model, as mergekit knows it
    record Named(String stored, String name, Placement placement, boolean isBuffer) {}

    private LayeredModel(ModelNames names) {
        this.names = names;
    }

    /// @throws Failure with [RecipeProblem#UNPLACED] where the number of a layer does not stand in
    ///   a tensor's name
    static LayeredModel of(ModelNames names) throws Failure {
        LayeredModel model = new LayeredModel(names);
        for (String stored : names.tensors()) {
            Placement placement = names.naming().place(stored);
            Named named =
                    new Named(
                            stored,
                            Prefixes.unwrapped(stored),
                            placement,
                            names.buffers().contains(stored));
            if (placement.layer().isEmpty()) {
                model.outside.put(placement.stripped(), named);
            } else {
                int layer = placement.layer().getAsInt();
                model.layers
                        .computeIfAbsent(placement.stack(), stack -> new TreeMap<>())
                        .computeIfAbsent(layer, number -> new LinkedHashMap<>())
                        .put(template(placement, stored), named);
            }
        }
        return model;
    }

    private static String template(Placement placement, String stored) throws Failure {
        List<String> parts = parts(placement.stripped());
        parts.set(numbered(parts, placement.layer().orElseThrow(), stored), NUMBER);
        return String.join(".", parts);
    }

    private static List<String> parts(String name) {
        return new ArrayList<>(List.of(name.split("\\.", -1)));
    }

    private static int numbered(List<String> parts, int layer, String stored) throws Failure {
        int at = parts.indexOf(Integer.toString(layer));
        if (at < 0) {
            throw Failure.of(
                    RecipeProblem.UNPLACED,
                    null,
                    "the number of layer "
                            + layer
                            + " is no part of the name of its tensor '"
                            + Shown.of(stored)
                            + "'",
                    "");
        }
        return at;
    }

    /// Returns the numbers of layers by stack.
    Map<String, Integer> stacks() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        names.naming().layersOfStacks().keySet().forEach(stack -> counts.put(stack, count(stack)));
        return counts;
    }

    /// Layers are counted to the last one, so that one that is missing is noticed.
    private int count(String stack) {
        Map<Integer, Map<String, Named>> found = layers.getOrDefault(stack, Map.of());
        return found.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1;
    }

    /// Returns the tensors of a layer, by their names without the number; null if there is none.
    @Nullable Map<String, Named> layer(String stack, int layer) {
        return layers.getOrDefault(stack, Map.of()).get(layer);
    }

    /// Returns the tensors outside the layers, by their names without prefixes.
    Map<String, Named> outside() {
        return outside;
    }

    /// Returns a tensor outside the layers; where it is a head that the embedding serves as, the
    /// embedding.
    Optional<Named> outside(String stripped, ModuleFamily family) {
        Named own = outside.get(stripped);
        if (own != null || family != ModuleFamily.HEAD) {
            return Optional.ofNullable(own);
        }
        return names.naming()
                .servesAsHead()
                .map(embedding -> outside.get(names.naming().place(embedding).stripped()));
    }

    /// A name of the result, and where it belongs.
    record Target(String name, Placement placement) {}

    /// Returns the name that a tensor has in another layer.
    ///
    /// @throws Failure with [RecipeProblem#UNPLACED] where that name would not belong to it
    Target renumbered(Named tensor, int layer) throws Failure {
        int own = tensor.placement().layer().orElseThrow();
        if (own == layer) {
            return new Target(tensor.name(), tensor.placement());
        }
        List<String> stripped = parts(tensor.placement().stripped());
        List<String> parts = parts(tensor.name());
        int fromEnd = stripped.size() - numbered(stripped, own, tensor.stored());
        parts.set(parts.size() - fromEnd, Integer.toString(layer));
        String renumbered = String.join(".", parts);
        Placement placement = names.naming().place(renumbered);
        if (!placement.layer().equals(OptionalInt.of(layer))
                || !placement.stack().equals(tensor.placement().stack())) {
            throw Failure.of(
                    RecipeProblem.UNPLACED,
                    null,
                    "the tensor '"
                            + Shown.of(tensor.stored())
                            + "' has no name in layer "
                            + layer
                            + " that can be told",
                    "");
        }
        return new Target(renumbered, placement);
    }
}
