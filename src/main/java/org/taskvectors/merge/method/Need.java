package org.taskvectors.merge.method;

/// What a method needs measured before it can compute its first number.
public enum Need {
    /// Magnitudes of given ranks over a whole vector. Kept profiles give them, in float32 with one
    /// more reading.
    RANKS_OF_VECTORS(true),
    /// Magnitudes of given ranks within each tensor. Kept profiles give them, in float32 with one
    /// more reading.
    RANKS_OF_TENSORS(false),
    /// Ranks of numbers that follow from all ingredients, within each tensor.
    RANKS_OF_DERIVED(false),
    /// Norms of whole vectors. Kept profiles give them.
    NORMS_OF_VECTORS(true),
    /// Products of all ingredients over whole vectors.
    PRODUCTS_OF_VECTORS(true),
    /// Products of all ingredients within each tensor.
    PRODUCTS_OF_TENSORS(false),
    /// Sums within each tensor, before and after some of its weights are dropped.
    SUMS_OF_TENSORS(false);

    private final boolean isWhole;

    Need(boolean isWhole) {
        this.isWhole = isWhole;
    }

    /// Whether a share of the tensors cannot give it.
    public boolean isWhole() {
        return isWhole;
    }
}
