package org.taskvectors.extraction.lora;

import org.taskvectors.file.Problem;

/// Why a vector gives no adapter, or not in that place.
public enum LoraProblem implements Problem {
    /// No weight of a linear module is in scope, or all that are hold zeros.
    NOTHING_TO_FACTOR,
    /// A part of the change cannot be read, and it was not said that it may be left out.
    PARTIAL,
    /// The factors leave the range of the output's dtype.
    OUT_OF_RANGE
}
