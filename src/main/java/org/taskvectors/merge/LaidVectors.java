package org.taskvectors.merge;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Buffers;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.Overlay;

/// Vectors laid beside each other, tensor by tensor.
///
/// @param vectors in their order, with their base where there is one
/// @param base whose names they are laid by; empty for the vectors' own
/// @param rows the tensors, each weight once
/// @param aliases names of weights that are among the rows by another name, without the tools'
///   prefixes, with the index of their row
/// @param apart names of tied weights that a vector changes each by itself
/// @param incomplete what cannot be merged, with the reason
record LaidVectors(
        List<Vector> vectors,
        Optional<Checkpoint> base,
        List<MergeRow> rows,
        Map<String, Integer> aliases,
        Set<String> apart,
        List<Incomplete> incomplete) {
    /// Lays vectors on a base.
    ///
    /// @param isPartial whether changes are left out that cannot be read or that the base has no
    ///   tensor for
    /// @throws IOException as [Overlay#of] does
    static LaidVectors on(Checkpoint base, List<Vector> vectors, boolean isPartial)
            throws IOException {
        Overlay overlay = Overlay.of(base, vectors, isPartial);
        Naming naming = overlay.naming();
        List<Map<String, Overlay.Change>> changes = overlay.changes();
        Set<Incomplete> gaps = new LinkedHashSet<>();
        overlay.vectors().forEach(vector -> gaps.addAll(vector.incomplete()));
        Map<String, String> again = new LinkedHashMap<>();
        Set<String> apart = new LinkedHashSet<>();
        for (Set<String> names : naming.tied()) {
            List<List<Optional<Overlay.Change>>> each =
                    names.stream().map(name -> changes(changes, name)).distinct().toList();
            if (each.size() == 1) {
                String one = names.iterator().next();
                names.stream().skip(1).forEach(name -> again.put(name, one));
            } else {
                apart.addAll(names);
            }
        }
        Rows rows = new Rows(vectors.size(), gaps);
        for (Tensor tensor : base.tensors()) {
            List<Optional<Overlay.Change>> each = changes(changes, tensor.name());
            if (!again.containsKey(tensor.name()) && each.stream().anyMatch(Optional::isPresent)) {
                rows.add(
                        tensor.name(),
                        naming.place(tensor.name()),
                        Optional.of(tensor.shape()),
                        each.stream()
                                .map(c -> c.map(one -> new Ingredient(one.vector(), one.tensor())))
                                .toList());
            }
        }
        return new LaidVectors(
                overlay.vectors(),
                Optional.of(base),
                rows.rows,
                rows.aliases(again, name -> naming.place(name).stripped()),
                apart,
                List.copyOf(gaps));
    }

    /// Returns how many layers each stack of the base has, or of the vectors' tensors together.
    Map<String, Integer> layers() {
        if (base.isPresent()) {
            return Naming.of(base.get()).layersOfStacks();
        }
        Map<String, Integer> layers = new HashMap<>();
        vectors.forEach(
                vector ->
                        Naming.of(vector)
                                .layersOfStacks()
                                .forEach((stack, n) -> layers.merge(stack, n, Math::max)));
        return layers;
    }

    private static List<Optional<Overlay.Change>> changes(
            List<Map<String, Overlay.Change>> changes, String name) {
        return changes.stream().map(of -> Optional.ofNullable(of.get(name))).toList();
    }

    /// Lays vectors beside each other by their names without the tools' prefixes, as a
    /// [org.taskvectors.vector.Combination] does.
    static LaidVectors byNames(List<Vector> vectors) {
        Set<Incomplete> gaps = new LinkedHashSet<>();
        Map<String, Tensor> first = new LinkedHashMap<>();
        Map<String, Placement> places = new LinkedHashMap<>();
        Map<String, List<Optional<Ingredient>>> found = new LinkedHashMap<>();
        Map<String, String> aliases = new LinkedHashMap<>();
        for (int k = 0; k < vectors.size(); k++) {
            Vector vector = vectors.get(k);
            gaps.addAll(vector.incomplete());
            Naming naming = Naming.of(vector);
            Set<String> again = naming.repeated();
            for (Set<String> names : naming.tied()) {
                String one = naming.place(names.iterator().next()).stripped();
                names.stream()
                        .skip(1)
                        .forEach(name -> aliases.put(naming.place(name).stripped(), one));
            }
            for (Tensor tensor : vector.tensors()) {
                if (!tensor.dtype().isFloating()
                        || Buffers.isBuffer(tensor)
                        || again.contains(tensor.name())) {
                    continue;
                }
                Placement place = naming.place(tensor.name());
                first.putIfAbsent(place.stripped(), tensor);
                places.putIfAbsent(place.stripped(), place);
                List<Optional<Ingredient>> all =
                        found.computeIfAbsent(place.stripped(), _ -> none(vectors.size()));
                all.set(k, Optional.of(new Ingredient(vector, tensor)));
            }
        }
        Rows rows = new Rows(vectors.size(), gaps);
        first.forEach(
                (name, tensor) ->
                        rows.add(
                                tensor.name(),
                                Objects.requireNonNull(places.get(name)),
                                Optional.empty(),
                                Objects.requireNonNull(found.get(name))));
        return new LaidVectors(
                List.copyOf(vectors),
                Optional.empty(),
                rows.rows,
                rows.aliases(aliases, name -> name),
                Set.of(),
                List.copyOf(gaps));
    }

    private static List<Optional<Ingredient>> none(int count) {
        List<Optional<Ingredient>> none = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            none.add(Optional.empty());
        }
        return none;
    }

    /// Rows as they are found.
    private static final class Rows {
        private final int ingredients;
        private final Set<Incomplete> gaps;
        private final List<MergeRow> rows = new ArrayList<>();

        Rows(int ingredients, Set<Incomplete> gaps) {
            this.ingredients = ingredients;
            this.gaps = gaps;
        }

        /// Returns other names of what is in rows.
        ///
        /// @param again names, each with the name of its row
        Map<String, Integer> aliases(Map<String, String> again, UnaryOperator<String> stripped) {
            Map<String, Integer> places = new HashMap<>();
            rows.forEach(row -> places.put(row.slot().name(), row.slot().index()));
            Map<String, Integer> aliases = new HashMap<>();
            again.forEach(
                    (name, one) -> {
                        Integer place = places.get(stripped.apply(one));
                        if (place != null && !places.containsKey(stripped.apply(name))) {
                            aliases.put(stripped.apply(name), place);
                        }
                    });
            return aliases;
        }

        /// Adds a row, or says why there is none.
        ///
        /// @param base the shape of the base's tensor, which all changes were held against: they
        ///   may differ in rows alone, those of a vocabulary. Rows that one does not have are zeros
        void add(
                String name,
                Placement placement,
                Optional<Shape> base,
                List<Optional<Ingredient>> from) {
            if (from.size() != ingredients) {
                throw new IllegalStateException(from.size() + " of " + ingredients);
            }
            List<Shape> shapes =
                    Stream.concat(
                                    from.stream()
                                            .flatMap(Optional::stream)
                                            .map(one -> one.tensor().shape()),
                                    base.stream())
                            .distinct()
                            .toList();
            if (shapes.size() > 1 && base.isEmpty()) {
                gaps.add(
                        new Incomplete(
                                name,
                                shapes.getFirst(),
                                false,
                                "two of the vectors hold it in different shapes: "
                                        + shapes.getFirst()
                                        + " and "
                                        + shapes.get(1)));
                return;
            }
            Shape shape =
                    shapes.stream().max(Comparator.comparingLong(Shape::elements)).orElseThrow();
            rows.add(
                    new MergeRow(
                            new Slot(
                                    rows.size(),
                                    name,
                                    placement,
                                    shape,
                                    from.stream().map(Optional::isPresent).toList()),
                            new Tensor(name, DType.F32, shape),
                            from));
        }
    }
}
