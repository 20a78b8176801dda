package org.taskvectors.analysis;

/// The numbers of one vector in one group, as `src/site/markdown/numbers.md` defines them. An
/// undefined number is NaN.
///
/// @param tensors how many tensors the group has, including those that the vector does not hold
/// @param held how many of them the vector holds
/// @param weights n_G: the weights that count, including those that the vector does not hold, which
///   are zeros
/// @param notFinite weights left out because their stored τ is NaN or infinite
/// @param baseNotFinite weights of the base that are NaN or infinite, where an extraction measured
///   them
/// @param tunedNotFinite weights of the fine-tuned model that are NaN or infinite, where an
///   extraction measured them
/// @param l2Norm ‖τ‖
/// @param relativeNorm ‖τ‖ / ‖θ0‖
/// @param rms ‖τ‖ / √n
/// @param meanMagnitude Σ|τ| / n
/// @param largest max |τ|
/// @param exactZeros share of weights with τ = 0
/// @param roundTrip share of the fine-tuned weights that θ0 + τ gives back bit for bit
/// @param roundTripError the largest |round(θ0 + τ) − θ|
public record GroupNumbers(
        int tensors,
        int held,
        long weights,
        NonFinite notFinite,
        NonFinite baseNotFinite,
        NonFinite tunedNotFinite,
        double l2Norm,
        double relativeNorm,
        double rms,
        double meanMagnitude,
        double largest,
        double exactZeros,
        double roundTrip,
        double roundTripError) {}
