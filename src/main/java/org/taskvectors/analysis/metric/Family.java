package org.taskvectors.analysis.metric;

/// A family of metrics; the window shows the figures of one family at a time.
public enum Family {
    NORM,
    SPARSITY,
    COSINE,
    SIGNS,
    INTERFERENCE,
    SPECTRUM
}
