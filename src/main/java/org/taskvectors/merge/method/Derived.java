package org.taskvectors.merge.method;

/// Numbers that follow from the ingredients of a tensor element by element, or row by row, and are
/// to be measured.
public interface Derived {
    /// Returns a new rule that computes them.
    Rule rule(Slot slot);

    /// Whether there is anything to measure in a tensor.
    default boolean isIn(Slot slot) {
        return true;
    }

    /// An ingredient's own numbers, in the tensors that it holds.
    record Ingredient(int index) implements Derived {
        @Override
        public Rule rule(Slot slot) {
            return Rule.ingredient(index);
        }

        @Override
        public boolean isIn(Slot slot) {
            return slot.holds(index);
        }
    }
}
