package org.taskvectors.analysis.metric;

/// What a metric needs besides the vectors' own sums.
public enum Need {
    /// The threshold ε of sparsity.
    THRESHOLD(""),
    /// The base's weights.
    BASE("the base"),
    /// Numbers that only an extraction measures, since it reads both models.
    EXTRACTION("an extraction that measured it"),
    /// A pass over all vectors together.
    PAIRS("a pass over the vectors together"),
    /// Singular values, which are found where they are asked for.
    SPECTRUM("singular values"),
    /// How many of the first singular values it is about.
    FIRST("");

    private final String words;

    Need(String words) {
        this.words = words;
    }

    /// Returns the words for it as the reason of an undefined value; empty for what is always
    /// there.
    String words() {
        return words;
    }
}
