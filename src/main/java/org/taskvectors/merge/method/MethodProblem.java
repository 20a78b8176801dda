package org.taskvectors.merge.method;

import org.taskvectors.file.Problem;

/// Why ingredients cannot be merged.
public enum MethodProblem implements Problem {
    /// The method takes fewer or more ingredients, or of another kind.
    INGREDIENTS,
    /// A parameter has a value outside its range, or values that exclude each other.
    PARAMETER,
    /// A weight is NaN or infinite.
    NOT_FINITE,
    /// A method that needs whole rows meets one that is too long for memory.
    ROW_TOO_LONG,
    /// The weights of the ingredients sum to 0, and the method divides by them.
    WEIGHTS_CANCEL,
    /// The directions of the ingredients cancel, so that there is nothing between them.
    DIRECTIONS_CANCEL,
    /// Models hold a tensor in different shapes.
    SHAPES,
    /// A model lacks a tensor that another one has.
    MISSING,
    /// What was merged for one base is asked for another, or vectors of different bases are one.
    OTHER_BASE
}
