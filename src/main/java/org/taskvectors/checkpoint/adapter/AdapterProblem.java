package org.taskvectors.checkpoint.adapter;

import org.taskvectors.file.Problem;

/// What can be wrong with an adapter.
public enum AdapterProblem implements Problem {
    /// adapter_config.json is not JSON, or one of its values is of a wrong kind.
    CONFIG_MALFORMED,
    /// A key of rank_pattern or alpha_pattern is no regular expression, or one that takes too long.
    PATTERN_MALFORMED,
    /// The adapter is no LoRA, or one whose factors are not the whole change of the weights.
    OTHER_METHOD,
    /// A factor stands without its partner.
    FACTOR_MISSING,
    /// Two factors, or their rank and the configuration's, do not fit.
    FACTORS_DISAGREE,
    /// The file holds what a cut-up training left instead of factors.
    PLACEHOLDERS,
    /// The adapter's file holds no tensors, or none of an adapter.
    NO_TENSORS,
    /// The file holds several adapters, and no option says which is meant.
    SEVERAL_ADAPTERS,
    /// The file holds no adapter of the requested name.
    NO_SUCH_ADAPTER,
    /// The scale of the factors is neither in the file nor in an option.
    SCALE_UNKNOWN,
    /// Nothing of the change can be read without the base.
    BASE_NEEDED,
    /// Some of the change cannot be read even with the base.
    INCOMPLETE
}
