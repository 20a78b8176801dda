package org.taskvectors.merge.method;

/// What a method's ingredients are, and so what its result is.
public enum Space {
    /// Task vectors; the result is one too.
    VECTORS,
    /// Models; the result is one too.
    MODELS
}
