package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.taskvectors.checkpoint.naming.Prefixes;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.recipe.Scalar;
import org.taskvectors.merge.recipe.Setting;

/// Values that differ from tensor to tensor, as a recipe says them: by parts of names, and by
/// layer.
///
/// @param slots the tensors of the result
/// @param value of each
/// @param scalar makes of a number what the recipe writes
record TensorSetting(
        List<Slot> slots, ToDoubleFunction<Slot> value, DoubleFunction<Scalar> scalar) {
    /// Tensors of one name in all layers, with the value of each layer.
    ///
    /// @param names theirs, without what tools put in front
    private record Kind(String module, List<String> names, Map<Integer, Double> byLayer) {}

    /// Returns the setting. It may say more than can be read back, for names that hold each other:
    /// a caller reads it again.
    Setting setting() {
        List<Double> different =
                slots.stream().map(slot -> value.applyAsDouble(slot)).distinct().toList();
        if (different.size() == 1) {
            return new Setting.One(scalar.apply(different.getFirst()));
        }
        List<Setting.Condition> conditions = new ArrayList<>();
        Map<Map<Integer, Double>, List<Kind>> alike = new LinkedHashMap<>();
        for (Slot slot : slots) {
            if (slot.placement().layer().isEmpty()) {
                conditions.add(
                        new Setting.Condition(
                                Optional.of(name(slot)), one(value.applyAsDouble(slot))));
            }
        }
        kinds().forEach(
                        kind ->
                                alike.computeIfAbsent(kind.byLayer(), _ -> new ArrayList<>())
                                        .add(kind));
        List<List<Kind>> groups = new ArrayList<>(alike.values());
        groups.sort(Comparator.comparingInt(List::size));
        for (int i = 0; i < groups.size(); i++) {
            List<Kind> group = groups.get(i);
            Setting.Plain plain = plain(group.getFirst().byLayer());
            if (i == groups.size() - 1) {
                conditions.add(new Setting.Condition(Optional.empty(), plain));
            } else {
                for (String filter : filters(group)) {
                    conditions.add(new Setting.Condition(Optional.of(filter), plain));
                }
            }
        }
        return conditions.size() == 1 && conditions.getFirst().filter().isEmpty()
                ? conditions.getFirst().value()
                : new Setting.Conditions(conditions);
    }

    private static String name(Slot slot) {
        return Prefixes.unwrapped(slot.tensor());
    }

    private List<Kind> kinds() {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        for (Slot slot : slots) {
            if (slot.placement().layer().isPresent()) {
                int layer = slot.placement().layer().getAsInt();
                String name = name(slot);
                String[] parts = name.split("\\." + layer + "\\.", 2);
                String module = parts.length == 2 ? parts[1] : name;
                Kind kind =
                        kinds.computeIfAbsent(
                                slot.placement().stack() + "/" + module,
                                _ -> new Kind(module, new ArrayList<>(), new TreeMap<>()));
                kind.names().add(name);
                kind.byLayer().put(layer, value.applyAsDouble(slot));
            }
        }
        return List.copyOf(kinds.values());
    }

    private Setting.Plain one(double number) {
        return new Setting.One(scalar.apply(number));
    }

    /// One value, or one for each layer: anchors as many as layers lie on them.
    private Setting.Plain plain(Map<Integer, Double> byLayer) {
        List<Double> values = List.copyOf(byLayer.values());
        return values.stream().distinct().count() == 1
                ? one(values.getFirst())
                : new Setting.Curve(values.stream().map(scalar::apply).toList());
    }

    /// A part of the names that all of a group have and no other tensor has; else their own names.
    private List<String> filters(List<Kind> group) {
        List<String> names = group.stream().flatMap(kind -> kind.names().stream()).toList();
        List<String> others =
                slots.stream().map(TensorSetting::name).filter(n -> !names.contains(n)).toList();
        for (String part : group.getFirst().module().split("\\.")) {
            if (names.stream().allMatch(name -> name.contains(part))
                    && others.stream().noneMatch(name -> name.contains(part))) {
                return List.of(part);
            }
        }
        return group.stream().map(Kind::module).distinct().toList();
    }
}
