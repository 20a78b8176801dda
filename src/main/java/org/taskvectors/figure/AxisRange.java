package org.taskvectors.figure;

import java.math.BigDecimal;
import org.taskvectors.analysis.metric.Digits;

/// An axis of numbers with fixed ends, so that a figure that grows keeps its axes.
///
/// @param title below the axis, or at its left: `coefficient λ of both`
/// @param symbol what a place on it is called in a sentence: `λ` gives `λ = 0.75`, `Layer` of whole
///   numbers gives `Layer 14`
/// @param low value at the lower end
/// @param high value at the upper end
/// @param whole whether only whole numbers are places: layers
public record AxisRange(String title, String symbol, double low, double high, boolean whole) {
    private static final Digits DIGITS = Digits.atMost(4);

    public AxisRange {
        if (!(low < high) || !Double.isFinite(low) || !Double.isFinite(high)) {
            throw new IllegalArgumentException("an axis from " + low + " to " + high);
        }
    }

    /// An axis of any numbers.
    public static AxisRange of(String title, String symbol, double low, double high) {
        return new AxisRange(title, symbol, low, high, false);
    }

    /// Layers 0 to `count` − 1, with half a layer of room at both ends.
    public static AxisRange layers(int count) {
        return new AxisRange("Layer", "Layer", -0.5, Math.max(count, 1) - 0.5, true);
    }

    /// What a place is called in a sentence.
    String say(double value) {
        String number =
                whole ? Digits.plain(BigDecimal.valueOf(Math.round(value))) : DIGITS.format(value);
        return symbol + (whole ? " " : " = ") + number;
    }

    boolean holds(double value) {
        return value >= low && value <= high;
    }
}
