package org.taskvectors.vector;

import org.taskvectors.file.Problem;

/// Why vectors cannot be put onto a base.
public enum VectorProblem implements Problem {
    /// Some of a vector's change cannot be read, so the result would be another model.
    INCOMPLETE,
    /// Vectors that are compared hold tensors that may be the same under two names.
    OTHER_NAMES,
    /// The checkpoint given as base is a vector.
    BASE_IS_A_VECTOR,
    /// The checkpoint given as vector is a model.
    NOT_A_VECTOR,
    /// The vocabulary would have more rows in one tensor than in another.
    ROWS_APART
}
