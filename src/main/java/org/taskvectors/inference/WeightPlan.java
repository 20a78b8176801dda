package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.file.Failure;

/// Where each tensor of a model will lie in memory, known from headers; only a head that is stored
/// although the embedding serves as one is read, to see that it is the same. Weights that one
/// product can serve lie next to each other: query, key and value; gate and up.
///
/// @param architecture dimensions and switches
/// @param slots the tensors that the model runs with, in the order of memory; tied ones once
/// @param bytes of the whole block
/// @param isTransposed whether linear layers lie inputs × outputs (GPT-2)
/// @param notes what a person should know: float64 that is rounded
public record WeightPlan(
        Architecture architecture,
        List<Slot> slots,
        long bytes,
        boolean isTransposed,
        List<String> notes) {
    /// Each slot begins at a multiple of this, in bytes.
    public static final int ALIGNMENT = 64;

    public WeightPlan {
        slots = List.copyOf(slots);
        notes = List.copyOf(notes);
    }

    /// Returns the plan of a model.
    ///
    /// @throws Failure if the architecture is not known, asks for what is not computed, or does not
    ///   fit the tensors
    public static WeightPlan of(Checkpoint model) throws Failure {
        return of(model, OutputDType.SOURCE);
    }

    /// Returns the plan of a model in the dtypes of what `apply` saves with a choice of dtype.
    ///
    /// @throws Failure as [#of(Checkpoint)] does
    static WeightPlan of(Checkpoint model, OutputDType saved) throws Failure {
        return Roles.plan(model, saved);
    }

    /// Returns the next multiple of [#ALIGNMENT], or `bytes` itself if it is one.
    public static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    /// Returns a plan of those slots, laid out from the start of a block.
    static WeightPlan laidOut(
            Architecture architecture, List<Slot> slots, boolean isTransposed, List<String> notes) {
        List<Slot> placed = new ArrayList<>();
        long offset = 0;
        for (Slot slot : slots) {
            offset = aligned(offset);
            placed.add(slot.at(offset));
            offset += slot.bytes();
        }
        return new WeightPlan(architecture, placed, offset, isTransposed, notes);
    }

    /// Returns the plan of a block that holds some of these tensors only, such as those that
    /// vectors change.
    ///
    /// @param names of tensors; others than the plan's are ignored
    public WeightPlan only(Set<String> names) {
        return laidOut(
                architecture,
                slots.stream().filter(slot -> names.contains(slot.name())).toList(),
                isTransposed,
                notes);
    }

    /// Returns `names` and the tensors that stand in one group with any of them: where one of
    /// query, key and value is changed, a copy of all three is served by one product.
    public Set<String> withGroups(Set<String> names) {
        Set<String> all = new HashSet<>();
        for (int begin = 0; begin < slots.size(); ) {
            int end = begin + 1;
            while (end < slots.size() && !slots.get(end).place().role().beginsGroup()) {
                end++;
            }
            List<String> group = slots.subList(begin, end).stream().map(Slot::name).toList();
            if (group.stream().anyMatch(names::contains)) {
                all.addAll(group);
            }
            begin = end;
        }
        return all;
    }

    /// Returns the slot of that tensor; empty if the model does not run with it.
    public Optional<Slot> slot(String name) {
        return slots.stream().filter(slot -> slot.name().equals(name)).findFirst();
    }

    /// Returns how many weights the model runs with, tied ones once.
    public long parameters() {
        return slots.stream().mapToLong(slot -> slot.tensor().elements()).sum();
    }
}
