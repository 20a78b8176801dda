package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.inference.Slot.Place;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.EditedModel;
import org.taskvectors.vector.Overlay;

/// Where the tensors lie that vectors change, whatever their coefficients are: each slot has room
/// for the most rows that a vector brings. A head that is one weight with the embedding in the base
/// has a slot of its own where a vector can part the two.
///
/// @param base the base's plan
/// @param slots the slots of every tensor that the edited model may have of its own, and of what
///   stands in one group with it
/// @param head the head that may be parted from the embedding
record EditPlan(WeightPlan base, WeightPlan slots, Optional<Slot> head) {
    /// Returns the plan of a block beside the base's.
    static EditPlan beside(WeightPlan base, Checkpoint model, Overlay overlay) {
        return of(base, model, overlay, base.withGroups(overlay.changeable()));
    }

    /// Returns the plan of one block for both sides in turn.
    static EditPlan inTurn(WeightPlan base, Checkpoint model, Overlay overlay) {
        Set<String> all = new HashSet<>();
        base.slots().forEach(slot -> all.add(slot.name()));
        return of(base, model, overlay, all);
    }

    private static EditPlan of(
            WeightPlan base, Checkpoint model, Overlay overlay, Set<String> names) {
        List<Slot> slots = new ArrayList<>();
        for (Slot slot : base.slots()) {
            if (names.contains(slot.name())) {
                slots.add(largest(slot, overlay));
            }
        }
        Optional<Slot> head = partedHead(base, model, overlay);
        head.ifPresent(slots::add);
        WeightPlan laidOut =
                WeightPlan.laidOut(base.architecture(), slots, base.isTransposed(), base.notes());
        return new EditPlan(base, laidOut, head);
    }

    private static Slot largest(Slot slot, Overlay overlay) {
        Tensor tensor = slot.tensor();
        long rows = tensor.shape().rank() == 0 ? 0 : tensor.shape().size(0);
        for (Map<String, Overlay.Change> changes : overlay.changes()) {
            Overlay.Change change = changes.get(slot.name());
            if (change != null && change.tensor().shape().rank() == tensor.shape().rank()) {
                rows = Math.max(rows, rows == 0 ? 0 : change.tensor().shape().size(0));
            }
        }
        if (tensor.shape().rank() == 0 || rows == tensor.shape().size(0)) {
            return slot;
        }
        long[] sizes = tensor.shape().sizes();
        sizes[0] = rows;
        return new Slot(
                slot.place(),
                new Tensor(tensor.name(), tensor.dtype(), Shape.of(sizes)),
                slot.dtype(),
                0);
    }

    private static Optional<Slot> partedHead(WeightPlan base, Checkpoint model, Overlay overlay) {
        Naming naming = overlay.naming();
        List<String> pair = List.copyOf(naming.embeddingAndHead());
        if (!base.architecture().isTied() || pair.size() != 2) {
            return Optional.empty();
        }
        boolean canPart =
                overlay.changes().stream()
                        .anyMatch(
                                changes ->
                                        !Objects.equals(
                                                changes.get(pair.getFirst()),
                                                changes.get(pair.getLast())));
        if (!canPart) {
            return Optional.empty();
        }
        return base.slot(pair.getFirst())
                .flatMap(
                        embedding ->
                                model.tensor(pair.getLast())
                                        .map(
                                                tensor ->
                                                        new Slot(
                                                                Place.outside(Role.HEAD),
                                                                tensor,
                                                                embedding.dtype(),
                                                                0)))
                .map(slot -> largest(slot, overlay));
    }

    /// Whether the vectors, as they are in `model`, make head and embedding two weights that are
    /// one in the base.
    boolean isParted(EditedModel model) {
        return head.isPresent()
                && model.parted().stream().anyMatch(names -> names.contains(head.get().name()));
    }

    /// Returns the names of the slots that `model` has of its own beside the base's memory.
    Set<String> own(EditedModel model) {
        Set<String> own = base.withGroups(model.changed());
        if (isParted(model)) {
            own.add(head.orElseThrow().name());
        } else {
            head.ifPresent(slot -> own.remove(slot.name()));
        }
        own.retainAll(slots.slots().stream().map(Slot::name).toList());
        return own;
    }

    /// Returns the names of all slots that `model` runs with.
    Set<String> bound(EditedModel model) {
        Set<String> names = new HashSet<>();
        binding(model).slots().forEach(slot -> names.add(slot.name()));
        return names;
    }

    /// Returns the plan that binds the weights of `model`: the base's, with the rows that the
    /// vocabulary has there and with a head of its own where it is parted.
    WeightPlan binding(EditedModel model) {
        List<Slot> all = new ArrayList<>(base.slots());
        boolean isParted = isParted(model);
        if (isParted) {
            all.add(head.orElseThrow());
        }
        Architecture own = base.architecture();
        int vocabulary = model.grown().map(grown -> (int) grown.to()).orElse(own.vocabulary());
        return new WeightPlan(
                own.with(vocabulary, own.isTied() && !isParted),
                all,
                base.bytes(),
                base.isTransposed(),
                base.notes());
    }
}
