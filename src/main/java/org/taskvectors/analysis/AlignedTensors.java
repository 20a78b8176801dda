package org.taskvectors.analysis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.alignment.Alignment;
import org.taskvectors.pass.Row;
import org.taskvectors.tensor.Shape;

/// The tensors of several vectors side by side.
final class AlignedTensors {
    /// One tensor over all vectors, by vector; null for a vector that does not hold it in this
    /// shape.
    record Aligned(String name, List<Row.@Nullable Part> held) {
        Tensor any() {
            for (Row.Part part : held) {
                if (part != null) {
                    return part.tensor();
                }
            }
            throw new IllegalStateException(name + " is in no vector");
        }

        /// Returns the indices of the vectors that hold it.
        int[] holders() {
            int[] holders = new int[held.size()];
            int count = 0;
            for (int vector = 0; vector < held.size(); vector++) {
                if (held.get(vector) != null) {
                    holders[count++] = vector;
                }
            }
            return Arrays.copyOf(holders, count);
        }
    }

    private final List<Checkpoint> vectors;
    private final List<Aligned> rows = new ArrayList<>();
    private final TreeSet<String> otherShape = new TreeSet<>();

    private AlignedTensors(List<Checkpoint> vectors) {
        this.vectors = List.copyOf(vectors);
    }

    /// @throws IOException if a head cannot be compared with its embedding
    static AlignedTensors of(List<Checkpoint> vectors) throws IOException {
        AlignedTensors aligned = new AlignedTensors(vectors);
        aligned.align();
        return aligned;
    }

    /// Those that are equal in name and shape together.
    List<Aligned> rows() {
        return rows;
    }

    /// The names of tensors whose shape is not the same in all vectors that hold them.
    Set<String> otherShape() {
        return otherShape;
    }

    /// Aligns tensors of the same name and shape. A name with several shapes has a row for each:
    /// vectors of one shape are still a pair, but the tensor has no part in the sums over all
    /// vectors.
    private void align() throws IOException {
        Map<String, Map<Shape, List<Row.@Nullable Part>>> byName = new LinkedHashMap<>();
        SharedNames names = new SharedNames();
        for (int vector = 0; vector < vectors.size(); vector++) {
            Checkpoint own = vectors.get(vector);
            Optional<Checkpoint> base = own instanceof Vector of ? of.base() : Optional.empty();
            Set<String> measured = ProfilePass.measuredOnce(own, base);
            List<Tensor> tensors =
                    own.tensors().stream()
                            .filter(tensor -> measured.contains(tensor.name()))
                            .toList();
            Alignment alignment = names.add(tensors);
            Checkpoint asOthers = alignment.apply(own);
            Set<Tensor> parts = alignment.parts();
            for (Tensor tensor : tensors) {
                if (!parts.contains(tensor)) {
                    place(byName, names.of(tensor.name()), vector, new Row.Part(own, tensor));
                }
            }
            for (Tensor target : alignment.joined()) {
                Tensor tensor = alignment.found(target).orElseThrow();
                place(byName, names.of(target.name()), vector, new Row.Part(asOthers, tensor));
            }
        }
        byName.forEach(
                (name, shapes) -> {
                    shapes.values().forEach(held -> rows.add(new Aligned(name, held)));
                    if (shapes.size() > 1) {
                        otherShape.add(name);
                    }
                });
        rows.removeIf(row -> otherShape.contains(row.name()) && row.holders().length < 2);
    }

    private void place(
            Map<String, Map<Shape, List<Row.@Nullable Part>>> byName,
            String name,
            int vector,
            Row.Part part) {
        byName.computeIfAbsent(name, n -> new LinkedHashMap<>())
                .computeIfAbsent(part.tensor().shape(), s -> heldByNone())
                .set(vector, part);
    }

    private List<Row.@Nullable Part> heldByNone() {
        List<Row.@Nullable Part> row = new ArrayList<>();
        for (int i = 0; i < vectors.size(); i++) {
            row.add(null);
        }
        return row;
    }
}
