package org.taskvectors.analysis.metric;

/// What a metric needs beside the vectors' own numbers.
public enum Need {
    /// The threshold ε of sparsity.
    THRESHOLD(""),
    /// The base's weights.
    BASE("the base"),
    /// What only an extraction sees: both models beside the vector.
    EXTRACTION("an extraction that measured it"),
    /// A pass over all vectors together.
    PAIRS("a pass over the vectors together");

    private final String words;

    Need(String words) {
        this.words = words;
    }

    /// What is missing where a value is undefined; empty for what is always there.
    String words() {
        return words;
    }
}
