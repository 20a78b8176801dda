package org.taskvectors.inference.kernel;

/// Sums over the logits of a vocabulary. log p of a token is its logit − `logSumExp`. Both are NaN
/// where a logit is NaN or positive infinity.
///
/// @param logSumExp log Σ exp(logit)
/// @param entropy −Σ p log p, in nats
public record LogSums(double logSumExp, double entropy) {}
