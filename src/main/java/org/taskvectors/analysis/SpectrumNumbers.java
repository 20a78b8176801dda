package org.taskvectors.analysis;

/// What follows from the singular values of one vector's matrices in one group, as
/// `src/site/markdown/numbers.md` defines it. An undefined number is NaN.
///
/// @param matrices how many matrices of the group have known singular values
/// @param unknown how many matrices, and stacks of them, have none: not asked for, or left out
/// @param largest σ1, of several matrices the largest
/// @param stableRank ‖τ‖_F² / σ1²; of several matrices the median
/// @param effectiveRank exp(−Σ p·ln p) with p = σ / Σσ; of several matrices the median
/// @param energy Σ_{i ≤ k} σ² / Σσ², each matrix with its own first k, sums over matrices first
public record SpectrumNumbers(
        int matrices,
        int unknown,
        double largest,
        double stableRank,
        double effectiveRank,
        double energy) {}
