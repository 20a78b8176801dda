package org.taskvectors.analysis;

/// The sums of one tensor over two vectors a and b. Weights that are not finite in one of them are
/// left out.
///
/// @param name the tensor's name
/// @param dot Σ τa·τb, float64
/// @param bothNonZero weights where neither is zero
/// @param sameSign how many of these have equal signs
/// @param squaresA Σ τa² over the same weights
/// @param squaresB Σ τb² over the same weights
public record PairTensor(
        String name,
        double dot,
        long bothNonZero,
        long sameSign,
        double squaresA,
        double squaresB) {}
