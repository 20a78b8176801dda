package org.taskvectors.analysis;

/// The sums of one tensor that only an extraction can measure, since it reads both sides.
///
/// @param base weights of the base that are not finite
/// @param tuned weights of the fine-tuned model that are not finite
/// @param roundTripSame how many weights round(θ0 + τ) gives back bit for bit, of all the tensor's
///   weights
/// @param roundTripError the largest |round(θ0 + τ) − θ| over weights finite on both sides
public record SideSums(
        NonFinite base, NonFinite tuned, long roundTripSame, double roundTripError) {}
