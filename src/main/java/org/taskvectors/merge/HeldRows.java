package org.taskvectors.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;

/// Some of the rows of a merge, numbered by themselves, so that a method measures these as if there
/// were no others.
///
/// @param rows in their order
/// @param byTensor the slots of these rows, by the names of their tensors
record HeldRows(List<MergeRow> rows, Map<String, Slot> byTensor) {
    /// Chooses the rows.
    static HeldRows of(List<MergeRow> all, Predicate<MergeRow> isHeld) {
        List<MergeRow> rows = new ArrayList<>();
        Map<String, Slot> byTensor = new HashMap<>();
        all.stream()
                .filter(isHeld)
                .forEach(
                        row -> {
                            Slot of = row.slot();
                            Slot slot =
                                    new Slot(
                                            rows.size(),
                                            of.tensor(),
                                            of.placement(),
                                            of.shape(),
                                            of.held());
                            rows.add(new MergeRow(slot, row.output(), row.ingredients()));
                            byTensor.put(of.tensor(), slot);
                        });
        return new HeldRows(List.copyOf(rows), byTensor);
    }

    /// Returns them as a method knows them.
    List<Slot> slots() {
        return rows.stream().map(MergeRow::slot).toList();
    }

    /// Returns rules that take the slots of all rows and answer for these.
    Rules rules(Rules measured) {
        return slot ->
                measured.rule(Optional.ofNullable(byTensor.get(slot.tensor())).orElseThrow());
    }
}
