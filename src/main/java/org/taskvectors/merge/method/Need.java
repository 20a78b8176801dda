package org.taskvectors.merge.method;

/// What a method needs measured before it can compute its first number.
public enum Need {
    /// Magnitudes of given ranks over a whole vector. Kept profiles give them, in float32 with one
    /// more reading.
    RANKS_OF_VECTORS(true, "ranks of whole vectors"),
    /// Magnitudes of given ranks within each tensor. Kept profiles give them, in float32 with one
    /// more reading.
    RANKS_OF_TENSORS(false, "ranks within each tensor"),
    /// Ranks of numbers that follow from all ingredients, within each tensor.
    RANKS_OF_DERIVED(false, "ranks of what follows from all, within each tensor"),
    /// Norms of whole vectors. Kept profiles give them.
    NORMS_OF_VECTORS(true, "norms of whole vectors"),
    /// Products of all ingredients over whole vectors.
    PRODUCTS_OF_VECTORS(true, "products of whole vectors"),
    /// Products of all ingredients within each tensor.
    PRODUCTS_OF_TENSORS(false, "products within each tensor"),
    /// Sums within each tensor, before and after some of its weights are dropped.
    SUMS_OF_TENSORS(false, "sums within each tensor");

    private final boolean isWhole;
    private final String words;

    Need(boolean isWhole, String words) {
        this.isWhole = isWhole;
        this.words = words;
    }

    /// Returns it in words: `ranks within each tensor`.
    public String words() {
        return words;
    }

    /// Whether a share of the tensors cannot give it.
    public boolean isWhole() {
        return isWhole;
    }
}
