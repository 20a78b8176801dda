package org.taskvectors.analysis;

import java.util.List;

/// The sums of some tensors of one vector, and what follows from them.
final class GroupSums {
    private final List<Slot> slots;
    private long weights;
    private double sumSquares;

    GroupSums(List<Slot> slots) {
        this.slots = slots;
        for (Slot slot : slots) {
            weights += slot.weights();
            sumSquares += slot.sumSquares();
        }
    }

    /// √(Σ τ² / n); NaN without weights.
    double rms() {
        return Math.sqrt(sumSquares / weights);
    }

    GroupNumbers numbers() {
        double baseSquares = 0;
        double sumMagnitude = 0;
        double largest = 0;
        long zeros = 0;
        int held = 0;
        NonFinite notFinite = NonFinite.NONE;
        for (Slot slot : slots) {
            baseSquares += slot.baseSquares();
            TensorProfile tensor = slot.held();
            if (tensor == null) {
                zeros += slot.weights();
            } else {
                held++;
                sumMagnitude += tensor.sumMagnitude();
                largest = Math.max(largest, tensor.largest());
                zeros += tensor.zeros();
                notFinite = notFinite.plus(tensor.notFinite());
            }
        }
        Sides sides = sides();
        boolean empty = slots.isEmpty();
        double norm = empty ? Double.NaN : Math.sqrt(sumSquares);
        return new GroupNumbers(
                slots.size(),
                held,
                weights,
                notFinite,
                sides.base,
                sides.tuned,
                norm,
                // Zero over zero is undefined, and so is anything over zero.
                baseSquares == 0 ? Double.NaN : norm / Math.sqrt(baseSquares),
                rms(),
                sumMagnitude / weights,
                weights == 0 ? Double.NaN : largest,
                (double) zeros / weights,
                sides.roundTrip,
                sides.error);
    }

    private record Sides(NonFinite base, NonFinite tuned, double roundTrip, double error) {}

    /// What only the extraction could measure: undefined as soon as one tensor that is held was
    /// measured without it.
    private Sides sides() {
        NonFinite base = NonFinite.NONE;
        NonFinite tuned = NonFinite.NONE;
        long elements = 0;
        long same = 0;
        double error = 0;
        boolean known = true;
        for (Slot slot : slots) {
            TensorProfile held = slot.held();
            if (held == null) {
                continue;
            }
            known &= held.sides().isPresent();
            if (held.sides().isPresent()) {
                SideSums sums = held.sides().get();
                base = base.plus(sums.base());
                tuned = tuned.plus(sums.tuned());
                elements += held.shape().elements();
                same += sums.roundTripSame();
                error = Math.max(error, sums.roundTripError());
            }
        }
        boolean defined = known && elements > 0;
        return new Sides(
                base,
                tuned,
                defined ? (double) same / elements : Double.NaN,
                defined ? error : Double.NaN);
    }
}
