package org.taskvectors.analysis;

/// The sums of one tensor over all the vectors that are compared together, for interference.
///
/// @param name the tensor's name
/// @param sumMagnitude Σ_i Σ_k |τk_i|
/// @param magnitudeOfSum Σ_i |Σ_k τk_i|
public record JointTensor(String name, double sumMagnitude, double magnitudeOfSum) {}
