package org.taskvectors.analysis;

/// The share of weights with |τ| ≤ ε.
///
/// @param share between 0 and 1; NaN if the group has no weights
/// @param asked the requested ε; NaN if it differs among the tensors that the vector holds
/// @param effective the ε′ for which the share is exact (ε itself for vectors of 16 bits); NaN if
///   it differs among the tensors that the vector holds
public record Sparsity(double share, double asked, double effective) {}
