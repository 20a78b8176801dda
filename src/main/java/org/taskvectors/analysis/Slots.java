package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.checkpoint.naming.Scope;
import org.taskvectors.vector.BaseTensor;

/// The table behind a comparison: a row for each tensor in scope, a column for each vector. A cell
/// is empty where the tensor is no part of that vector's model.
final class Slots {
    private final Function<String, Placement> naming;
    private final Scope scope;
    private final Map<String, Integer> rowOf = new LinkedHashMap<>();
    private final List<Placement> rows = new ArrayList<>();
    private final List<List<@Nullable Slot>> columns = new ArrayList<>();

    Slots(List<NamedProfile> vectors, Function<String, Placement> naming, Scope scope) {
        this.naming = naming;
        this.scope = scope;
        for (NamedProfile vector : vectors) {
            columns.add(column(vector));
        }
    }

    List<Placement> rows() {
        return rows;
    }

    int vectors() {
        return columns.size();
    }

    /// What a vector has in a row; null where the tensor is no part of its model.
    @Nullable Slot get(int vector, int row) {
        List<@Nullable Slot> column = columns.get(vector);
        return row < column.size() ? column.get(row) : null;
    }

    /// What a vector has in some rows, without the empty ones.
    List<Slot> of(int vector, int[] inGroup) {
        List<Slot> found = new ArrayList<>(inGroup.length);
        for (int row : inGroup) {
            Slot slot = get(vector, row);
            if (slot != null) {
                found.add(slot);
            }
        }
        return found;
    }

    /// The row of the tensor that a vector or a pass calls `name`; null where it is out of scope.
    @Nullable Integer rowOf(String name) {
        return rowOf.get(naming.apply(name).stripped());
    }

    private List<@Nullable Slot> column(NamedProfile vector) {
        Map<Integer, BaseTensor> base = new LinkedHashMap<>();
        for (BaseTensor tensor : vector.base()) {
            @Nullable Integer row = row(tensor.name());
            if (row != null) {
                base.putIfAbsent(row, tensor);
            }
        }
        Map<Integer, TensorProfile> held = new LinkedHashMap<>();
        for (TensorProfile tensor : vector.profile().tensors()) {
            @Nullable Integer row = row(tensor.name());
            if (row != null) {
                held.putIfAbsent(row, tensor);
            }
        }
        List<@Nullable Slot> column = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            @Nullable TensorProfile profile = held.get(row);
            @Nullable BaseTensor of = base.get(row);
            column.add(profile == null && of == null ? null : new Slot(profile, of));
        }
        return column;
    }

    /// The row of a tensor, a new one where it is the first of its name; null out of scope.
    private @Nullable Integer row(String name) {
        Placement placement = naming.apply(name);
        if (!scope.includes(placement)) {
            return null;
        }
        return rowOf.computeIfAbsent(
                placement.stripped(),
                key -> {
                    rows.add(placement);
                    return rows.size() - 1;
                });
    }
}
