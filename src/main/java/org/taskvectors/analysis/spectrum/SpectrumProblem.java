package org.taskvectors.analysis.spectrum;

import org.taskvectors.file.Problem;

/// Why a tensor has no singular values.
public enum SpectrumProblem implements Problem {
    /// Some of its numbers are NaN or infinite, in float32 at least.
    NOT_FINITE,
    /// It is no matrix, or one that is too large to be held.
    NOT_A_MATRIX
}
