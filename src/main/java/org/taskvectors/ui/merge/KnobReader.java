package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.inference.Knob;
import org.taskvectors.merge.method.Slot;

/// Finds the knob that gives every tensor the weight that a recipe gives it, if there is one.
final class KnobReader {
    private static final double CLOSE = 1e-12;

    private final List<Slot> slots;
    private final ToDoubleFunction<Slot> weight;
    private final Map<ModuleFamily, Map<Integer, Double>> byLayer = new HashMap<>();
    private final Map<ModuleFamily, Set<Double>> outside = new HashMap<>();
    private int layers;

    private KnobReader(List<Slot> slots, ToDoubleFunction<Slot> weight) {
        this.slots = slots;
        this.weight = weight;
    }

    /// Returns the knob; empty if no range of layers, choice of modules and curve says the same.
    ///
    /// @param slots the tensors of the result
    /// @param weight what the recipe gives each
    static Optional<Knob> read(List<Slot> slots, ToDoubleFunction<Slot> weight) {
        List<Double> all = slots.stream().map(weight::applyAsDouble).distinct().toList();
        if (all.size() == 1) {
            return Optional.of(Knob.everywhere(all.getFirst()));
        }
        return new KnobReader(slots, weight).knob().filter(knob -> isSame(knob, slots, weight));
    }

    private static boolean isSame(Knob knob, List<Slot> slots, ToDoubleFunction<Slot> weight) {
        return slots.stream()
                .allMatch(
                        slot ->
                                isClose(
                                        knob.scale(Integer.MAX_VALUE).of(slot.placement()),
                                        weight.applyAsDouble(slot)));
    }

    private static boolean isClose(double one, double other) {
        return Math.abs(one - other) <= CLOSE * Math.max(1, Math.abs(other));
    }

    private Optional<Knob> knob() {
        for (Slot slot : slots) {
            if (!add(slot.placement(), weight.applyAsDouble(slot))) {
                return Optional.empty();
            }
        }
        Set<ModuleFamily> changed = EnumSet.noneOf(ModuleFamily.class);
        for (ModuleFamily family : ModuleFamily.values()) {
            boolean isChanged =
                    byLayer.getOrDefault(family, Map.of()).values().stream().anyMatch(v -> v != 0)
                            || outside.getOrDefault(family, Set.of()).stream()
                                    .anyMatch(v -> v != 0);
            if (isChanged) {
                changed.add(family);
            }
        }
        Set<Double> others = new HashSet<>();
        changed.forEach(family -> others.addAll(outside.getOrDefault(family, Set.of())));
        List<Map<Integer, Double>> profiles =
                changed.stream()
                        .filter(byLayer::containsKey)
                        .map(byLayer::get)
                        .<Map<Integer, Double>>map(TreeMap::new)
                        .distinct()
                        .toList();
        if (others.size() > 1 || profiles.size() > 1) {
            return Optional.empty();
        }
        Optional<Double> around = others.stream().findFirst();
        if (around.filter(value -> value == 0).isPresent()) {
            // A person has no switch for what lies outside of the layers alone.
            return Optional.empty();
        }
        return Optional.of(
                laid(
                        switches(changed),
                        around,
                        profiles.isEmpty() ? Map.of() : profiles.getFirst()));
    }

    /// Whether nothing else was said of the same kind in the same layer.
    private boolean add(Placement placement, double value) {
        ModuleFamily family = placement.kind().family();
        if (placement.layer().isEmpty()) {
            outside.computeIfAbsent(family, _ -> new HashSet<>()).add(value);
            return true;
        }
        int layer = placement.layer().getAsInt();
        layers = Math.max(layers, layer + 1);
        Double before =
                byLayer.computeIfAbsent(family, _ -> new TreeMap<>()).putIfAbsent(layer, value);
        return before == null || before == value;
    }

    /// The choice of modules that a person can make which has all of these. What no tensor belongs
    /// to changes nothing, so that a choice of all is one.
    private Set<ModuleFamily> switches(Set<ModuleFamily> changed) {
        Set<ModuleFamily> there = new HashSet<>(byLayer.keySet());
        there.addAll(outside.keySet());
        if (changed.containsAll(there)) {
            return Set.of(ModuleFamily.values());
        }
        return Knob.families(
                changed.contains(ModuleFamily.ATTENTION),
                changed.contains(ModuleFamily.FEED_FORWARD),
                changed.contains(ModuleFamily.EMBEDDING) || changed.contains(ModuleFamily.HEAD));
    }

    /// @param around the weight outside the layers; empty if nothing lies there
    /// @param profile the weight of each layer
    private Knob laid(
            Set<ModuleFamily> families, Optional<Double> around, Map<Integer, Double> profile) {
        List<Integer> on =
                profile.keySet().stream().filter(layer -> at(profile, layer) != 0).toList();
        boolean isOutside = around.filter(value -> value == 0).isEmpty();
        double lambda =
                isOutside && around.isPresent()
                        ? around.get()
                        : on.stream().map(layer -> at(profile, layer)).distinct().count() == 1
                                ? at(profile, on.getFirst())
                                : 1;
        if (on.isEmpty()) {
            List<Knob.Point> nothing = List.of(new Knob.Point(0, 0));
            return new Knob(lambda, 0, Integer.MAX_VALUE, families, nothing, isOutside);
        }
        boolean isLevel = on.stream().map(layer -> at(profile, layer)).distinct().count() == 1;
        boolean isRange = isLevel && on.getLast() - on.getFirst() + 1 == on.size();
        // A curve that begins or ends at nothing has its points there, to be dragged.
        int first = isRange ? on.getFirst() : 0;
        int last = isRange ? on.getLast() : layers - 1;
        return new Knob(
                lambda,
                first,
                last == layers - 1 ? Integer.MAX_VALUE : last,
                families,
                curve(profile, first, last, lambda),
                isOutside);
    }

    /// The points at which the curve bends; none if it is level at 1.
    private static List<Knob.Point> curve(
            Map<Integer, Double> profile, int first, int last, double lambda) {
        List<Knob.Point> points = new ArrayList<>();
        for (int layer = first; layer <= last; layer++) {
            double now = factor(profile, layer, lambda);
            boolean isBend =
                    layer == first
                            || layer == last
                            || !isClose(
                                    now - factor(profile, layer - 1, lambda),
                                    factor(profile, layer + 1, lambda) - now);
            if (isBend) {
                points.add(new Knob.Point(layer, now));
            }
        }
        return points.stream().allMatch(point -> isClose(point.factor(), 1)) ? List.of() : points;
    }

    private static double factor(Map<Integer, Double> profile, int layer, double lambda) {
        return at(profile, layer) / lambda;
    }

    private static double at(Map<Integer, Double> profile, int layer) {
        return profile.getOrDefault(layer, 0.0);
    }
}
