package org.taskvectors.vector;

import org.taskvectors.file.Problem;

/// Why vectors cannot be put onto a base.
public enum VectorProblem implements Problem {
    /// Some of a vector's change cannot be read, so that the result would be another model.
    INCOMPLETE,
    /// What should be a base is a vector.
    BASE_IS_A_VECTOR,
    /// What should be a vector is a model.
    NOT_A_VECTOR
}
