package org.taskvectors.evaluation;

/// Which choice counts as the answer.
public enum Scoring {
    /// The one with the highest log-likelihood.
    LOG_LIKELIHOOD,
    /// The one with the highest log-likelihood divided by its bytes (UTF-8, without the blank that
    /// parts it from the prompt), as lm-evaluation-harness' `acc_bytes`.
    PER_BYTE
}
