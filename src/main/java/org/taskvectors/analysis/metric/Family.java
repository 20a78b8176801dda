package org.taskvectors.analysis.metric;

/// What several metrics say something about: the window shows the figures of one family at a time.
public enum Family {
    NORM,
    SPARSITY,
    COSINE,
    SIGNS,
    INTERFERENCE
}
