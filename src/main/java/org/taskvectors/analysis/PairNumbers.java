package org.taskvectors.analysis;

/// The numbers of two vectors in one group. An undefined number is NaN.
///
/// @param dot ⟨τa, τb⟩
/// @param cosine ⟨τa, τb⟩ / (‖τa‖ ‖τb‖)
/// @param signAgreement among weights where both are not zero, the share with equal sign
/// @param signConflict its complement
public record PairNumbers(double dot, double cosine, double signAgreement, double signConflict) {}
