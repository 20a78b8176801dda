package org.taskvectors.analysis;

import java.util.List;

/// Counts the weights of some tensors that are not larger than a threshold.
final class SparsityCount {
    private SparsityCount() {}

    /// The same ε for all of them.
    static Sparsity at(List<Slot> slots, double epsilon) {
        if (Double.isNaN(epsilon)) {
            return new Sparsity(Double.NaN, Double.NaN, Double.NaN);
        }
        long counted = 0;
        long weights = 0;
        double effective = Double.NaN;
        boolean differs = false;
        for (Slot slot : slots) {
            counted += slot.countUpTo(epsilon);
            weights += slot.weights();
            double of = slot.effective(epsilon);
            differs |= !Double.isNaN(effective) && of != effective;
            effective = of;
        }
        return new Sparsity((double) counted / weights, epsilon, differs ? Double.NaN : effective);
    }

    /// For each of them ε is a multiple of its own RMS.
    static Sparsity byTensor(List<Slot> slots, double multiple) {
        long counted = 0;
        long weights = 0;
        double asked = Double.NaN;
        double effective = Double.NaN;
        for (Slot slot : slots) {
            long n = slot.weights();
            if (n > 0) {
                asked = multiple * Math.sqrt(slot.sumSquares() / n);
                effective = slot.effective(asked);
                counted += slot.countUpTo(asked);
                weights += n;
            }
        }
        boolean one = slots.size() == 1;
        return new Sparsity(
                (double) counted / weights, one ? asked : Double.NaN, one ? effective : Double.NaN);
    }
}
