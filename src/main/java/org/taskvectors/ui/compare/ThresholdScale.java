package org.taskvectors.ui.compare;

import java.util.Locale;
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

    /// The threshold at a position, its ε rounded to two significant digits so that it can be read
    /// and written down.
    public Threshold at(double position) {
        if (position <= ZERO_END) {
            return new Threshold(0, basis);
        }
        double t = Math.min(1, (position - ZERO_END) / (1 - ZERO_END));
        double value = lowest * Math.pow(highest / lowest, t);
        return new Threshold(Double.parseDouble(String.format(Locale.ROOT, "%.1e", value)), basis);
    }

    /// The position of an ε; what lies beyond the ends stands at the end.
    public double positionOf(double value) {
        if (!(value > 0)) {
            return 0;
        }
        double t = Math.log(value / lowest) / Math.log(highest / lowest);
        return ZERO_END + Math.clamp(t, 1e-3, 1) * (1 - ZERO_END);
    }
}
