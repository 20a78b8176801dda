package org.taskvectors.checkpoint.adapter;

import org.taskvectors.file.Problem;

/// What can be wrong with an adapter.
public enum AdapterProblem implements Problem {
    /// adapter_config.json is not JSON, or a value in it is not of the kind that it has to be.
    CONFIG_MALFORMED,
    /// A key of rank_pattern or alpha_pattern is no regular expression, or one that takes too long.
    PATTERN_MALFORMED,
    /// The adapter is no LoRA, or one whose factors are not the whole change of the weights.
    OTHER_METHOD,
    /// A factor stands without its partner.
    FACTOR_MISSING,
    /// Two factors, or their rank and the configuration's, do not fit.
    FACTORS_DISAGREE,
    /// The file holds several adapters, and nobody said which is meant.
    SEVERAL_ADAPTERS,
    /// The file holds no adapter of the name that was asked for.
    NO_SUCH_ADAPTER,
    /// What the factors are multiplied by is not in the file, and nobody said it.
    SCALE_UNKNOWN,
    /// Nothing of the change can be read without the base.
    BASE_NEEDED,
    /// Some of the change cannot be read even with the base.
    INCOMPLETE
}
