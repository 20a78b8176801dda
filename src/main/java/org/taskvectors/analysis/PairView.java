package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sums over several vectors in the rows of a comparison.
final class PairView {
    private final Slots slots;
    private final Optional<PairSums> sums;
    private final List<Map<Integer, PairTensor>> pairs = new ArrayList<>();
    private final Map<Integer, JointTensor> joint = new HashMap<>();
    private final List<String> otherShape = new ArrayList<>();
    private final Set<Integer> leftOut = new HashSet<>();

    PairView(Slots slots, Optional<PairSums> sums, int vectors) {
        this.slots = slots;
        this.sums = sums;
        if (sums.isEmpty()) {
            return;
        }
        PairSums given = sums.get();
        if (given.vectors() != vectors) {
            throw new IllegalArgumentException(
                    "sums over " + given.vectors() + " vectors for " + vectors);
        }
        for (List<PairTensor> pair : given.pairs()) {
            Map<Integer, PairTensor> byRow = new HashMap<>();
            for (PairTensor tensor : pair) {
                put(byRow, tensor.name(), tensor);
            }
            pairs.add(byRow);
        }
        given.joint().forEach(tensor -> put(joint, tensor.name(), tensor));
        for (String name : given.otherShape()) {
            @Nullable Integer row = slots.rowOf(name);
            if (row != null && leftOut.add(row)) {
                otherShape.add(name);
            }
        }
    }

    private <T> void put(Map<Integer, T> byRow, String name, T tensor) {
        @Nullable Integer row = slots.rowOf(name);
        if (row != null) {
            byRow.put(row, tensor);
        }
    }

    boolean isKnown() {
        return sums.isPresent();
    }

    /// Returns the names of tensors in scope whose shape is not the same in all vectors that hold
    /// them.
    List<String> otherShape() {
        return otherShape;
    }

    PairNumbers numbers(int a, int b, int[] rows) {
        if (a > b) {
            return numbers(b, a, rows);
        }
        if (sums.isEmpty() && a != b) {
            return new PairNumbers(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        long both = 0;
        long same = 0;
        boolean common = false;
        for (int row : rows) {
            @Nullable PairTensor pair = tensor(a, b, row);
            if (pair != null) {
                common = true;
                dot += pair.dot();
                squaresA += pair.squaresA();
                squaresB += pair.squaresB();
                both += pair.bothNonZero();
                same += pair.sameSign();
            } else if (!leftOut.contains(row) || !holds(a, row) || !holds(b, row)) {
                squaresA += squares(a, row);
                squaresB += squares(b, row);
            }
        }
        if (!common) {
            return new PairNumbers(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double norms = Math.sqrt(squaresA) * Math.sqrt(squaresB);
        return new PairNumbers(
                dot,
                norms == 0 ? Double.NaN : dot / norms,
                (double) same / both,
                (double) (both - same) / both);
    }

    double interference(int[] rows) {
        double magnitudes = 0;
        double together = 0;
        for (int row : rows) {
            @Nullable JointTensor tensor = joint.get(row);
            if (tensor != null) {
                magnitudes += tensor.sumMagnitude();
                together += tensor.magnitudeOfSum();
            }
        }
        return (magnitudes - together) / magnitudes;
    }

    /// Returns the pair's sums in a row; null if there are none. A vector with itself needs no
    /// pass.
    private @Nullable PairTensor tensor(int a, int b, int row) {
        if (a != b) {
            int index = sums.map(given -> given.indexOf(a, b)).orElse(0);
            // Sums that were kept may be of a tensor that is a tied one and not counted.
            return holds(a, row) && holds(b, row) ? pairs.get(index).get(row) : null;
        }
        @Nullable Slot slot = slots.get(a, row);
        @Nullable TensorProfile held = slot == null ? null : slot.held();
        if (held == null) {
            return null;
        }
        double squares = held.sumSquares();
        long nonZero = held.counted() - held.zeros();
        return new PairTensor(held.name(), squares, nonZero, nonZero, squares, squares);
    }

    private boolean holds(int vector, int row) {
        @Nullable Slot slot = slots.get(vector, row);
        return slot != null && slot.held() != null;
    }

    private double squares(int vector, int row) {
        @Nullable Slot slot = slots.get(vector, row);
        return slot == null ? 0 : slot.sumSquares();
    }
}
