package org.taskvectors.analysis.spectrum;

import org.taskvectors.file.Problem;

/// Why a tensor has no singular values.
public enum SpectrumProblem implements Problem {
    /// Some of its numbers are NaN or infinite, or become so in float32.
    NOT_FINITE,
    /// It is no matrix, or too large for memory.
    NOT_A_MATRIX
}
