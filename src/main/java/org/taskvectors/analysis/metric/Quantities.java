package org.taskvectors.analysis.metric;

/// Quantities of single matrices, adapters, and encodings, which are no metrics of groups.
public final class Quantities {
    public static final Quantity LARGEST_SINGULAR_VALUE =
            Quantity.pure("Largest singular value", "σ₁", Digits.significant(4));

    public static final Quantity STABLE_RANK =
            Quantity.pure("Stable rank", "", Digits.significant(4));

    public static final Quantity EFFECTIVE_RANK =
            Quantity.pure("Effective rank", "", Digits.significant(4));

    /// The s of s·B·A.
    public static final Quantity SCALE = Quantity.pure("Scale", "s", Digits.atMost(6));

    /// The share of ‖τ‖² in the directions that an adapter keeps.
    public static final Quantity ENERGY = Quantity.percent("Energy kept", "", Digits.shortOfAll(1));

    /// The share of ‖τ‖² in some tensors.
    public static final Quantity SHARE_OF_SQUARES =
            Quantity.percent("Share of ‖τ‖²", "", Digits.decimals(1));

    public static final Quantity SHARE_OF_WEIGHTS =
            Quantity.percent("Share of weights", "", Digits.decimals(1));

    /// The error of an adapter that was made of a vector.
    public static final Quantity FACTOR_ERROR =
            Quantity.percent("Error", "‖τ − B·A‖ / ‖τ‖", Digits.significant(3));

    /// The error of a quantised model. The formats' tables give two digits.
    public static final Quantity QUANTIZATION_ERROR =
            Quantity.percent("Quantisation error", "‖q − w‖ / ‖w‖", Digits.significant(2));

    public static final Quantity BITS_PER_WEIGHT =
            Quantity.pure("Bits per weight", "", Digits.atMost(3));

    /// A magnitude of single weights with enough digits to type it as a threshold.
    public static final Quantity EPSILON = Quantity.pure("Threshold", "ε", Digits.significant(6));

    private Quantities() {}
}
