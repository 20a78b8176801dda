package org.taskvectors.ui.compare;

/// What is compared.
public enum Measure {
    NORM("Norm"),
    SPARSITY("Sparsity"),
    COSINE("Cosine similarity"),
    SIGNS("Signs"),
    DISTRIBUTION("Distribution");

    private final String label;

    Measure(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /// Whether it is a number of two vectors, which takes a pass over both.
    public boolean isOfPairs() {
        return this == COSINE || this == SIGNS;
    }
}
