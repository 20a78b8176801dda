package org.taskvectors.ui.compare;

import java.util.Locale;
import java.util.Optional;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.Threshold.Basis;

/// Between a position of the threshold slider (0 to 1) and an ε. The scale is logarithmic; its left
/// end is ε = 0, which counts exact zeros only.
///
/// @param basis what ε is measured by
/// @param lowest the smallest ε above 0
/// @param highest the largest
public record ThresholdScale(Basis basis, double lowest, double highest) {

    /// The part of the slider at its left end that means 0.
    private static final double ZERO_END = 0.02;

    /// The scale of multiples of an RMS: 1/1000 to 10.
    public static ThresholdScale ofRms(Basis basis) {
        return new ThresholdScale(basis, 1e-3, 10);
    }

    /// The scale of absolute ε for vectors whose largest magnitude is `largest`: six decades down
    /// from the power of ten above it.
    public static ThresholdScale absolute(double largest) {
        double top =
                largest > 0 && Double.isFinite(largest)
                        ? Math.pow(10, Math.ceil(Math.log10(largest)))
                        : 1;
        return new ThresholdScale(Basis.ABSOLUTE, top * 1e-6, top);
    }

    /// The ε at a position, rounded to two significant digits so that it can be read and written
    /// down.
    public double valueAt(double position) {
        if (position <= ZERO_END) {
            return 0;
        }
        double t = Math.min(1, (position - ZERO_END) / (1 - ZERO_END));
        return rounded(lowest * Math.pow(highest / lowest, t));
    }

    /// The position of an ε; what lies beyond the ends stands at the end.
    public double positionOf(double value) {
        if (!(value > 0)) {
            return 0;
        }
        double t = Math.log(value / lowest) / Math.log(highest / lowest);
        return ZERO_END + Math.clamp(t, 1e-3, 1) * (1 - ZERO_END);
    }

    /// ε as it is shown: `0.25`, `1.0e-5`.
    public static String text(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (size < 1e-3 || size >= 1e5) {
            String text = String.format(Locale.ROOT, "%.3e", value);
            String mantissa = text.substring(0, text.indexOf('e'));
            int exponent = Integer.parseInt(text.substring(text.indexOf('e') + 1));
            return withoutTrailingZeros(mantissa) + "e" + exponent;
        }
        return withoutTrailingZeros(String.format(Locale.ROOT, "%.6f", value));
    }

    /// Reads what somebody typed: a number that is not negative, with a point or a comma.
    public static Optional<Double> parse(String typed) {
        try {
            double value = Double.parseDouble(typed.strip().replace(',', '.').replace('−', '-'));
            return value >= 0 && Double.isFinite(value) ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// The threshold in words: `0.25 × RMS of tensor`, `1e-4`.
    public static String describe(Threshold threshold) {
        String value = text(threshold.value());
        return switch (threshold.basis()) {
            case ABSOLUTE -> value;
            case TENSOR -> value + " × RMS of tensor";
            case GROUP -> value + " × RMS of group";
            case ALL -> value + " × RMS of vector";
        };
    }

    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.1e", value));
    }

    private static String withoutTrailingZeros(String text) {
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }
}
