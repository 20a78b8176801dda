package org.taskvectors.analysis;

import java.util.List;

/// Counts the weights of some tensors that are not larger than a threshold.
final class SparsityCount {
    private long counted;
    private long weights;
    private double asked = Double.NaN;
    private double effective = Double.NaN;
    private boolean isAskedAlike = true;
    private boolean isEffectiveAlike = true;
    private boolean isHeld;

    private SparsityCount() {}

    /// The same ε for all of them.
    static Sparsity at(List<Slot> slots, double epsilon) {
        if (Double.isNaN(epsilon)) {
            return new Sparsity(Double.NaN, Double.NaN, Double.NaN);
        }
        SparsityCount count = new SparsityCount();
        slots.forEach(slot -> count.add(slot, epsilon));
        return count.sparsity(epsilon);
    }

    /// For each of them ε is a multiple of its own RMS.
    static Sparsity byTensor(List<Slot> slots, double multiple) {
        SparsityCount count = new SparsityCount();
        for (Slot slot : slots) {
            if (slot.weights() > 0) {
                count.add(slot, multiple * Math.sqrt(slot.sumSquares() / slot.weights()));
            }
        }
        return count.sparsity(0);
    }

    /// A tensor that the vector does not hold is zeros, whose share is exact at every ε: it has no
    /// part in which ε′ the group's share is exact for.
    private void add(Slot slot, double epsilon) {
        counted += slot.countUpTo(epsilon);
        weights += slot.weights();
        if (!slot.isHeld()) {
            return;
        }
        double of = slot.effective(epsilon);
        isAskedAlike &= !isHeld || epsilon == asked;
        isEffectiveAlike &= !isHeld || of == effective;
        asked = epsilon;
        effective = of;
        isHeld = true;
    }

    /// @param otherwise ε where the vector holds none of the tensors
    private Sparsity sparsity(double otherwise) {
        double none = weights > 0 ? otherwise : Double.NaN;
        return new Sparsity(
                (double) counted / weights,
                isHeld ? (isAskedAlike ? asked : Double.NaN) : none,
                isHeld ? (isEffectiveAlike ? effective : Double.NaN) : none);
    }
}
