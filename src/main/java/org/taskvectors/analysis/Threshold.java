package org.taskvectors.analysis;

/// The ε of a sparsity: the share of weights with |τ| ≤ ε.
///
/// @param value not negative; the ε itself or a multiple of an RMS
/// @param basis of what it is a multiple
public record Threshold(double value, Basis basis) {
    /// What a threshold is measured by.
    public enum Basis {
        /// ε = value
        ABSOLUTE,
        /// ε = value × RMS of each tensor
        TENSOR,
        /// ε = value × RMS of the group
        GROUP,
        /// ε = value × RMS of the whole vector (in scope)
        ALL
    }
}
