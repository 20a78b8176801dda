package org.taskvectors.figure;

import java.util.List;

/// The ends that values give an axis or a scale of colours.
///
/// @param least the smallest value that has a place; NaN where there is none
/// @param most the largest
public record ShownEnds(double least, double most) {
    private static final double SLACK = 1e-9;

    /// 1 for a value above the ends, −1 for one below them, else 0.
    public int beyond(double value) {
        double slack = SLACK * Math.max(Math.abs(least), Math.abs(most));
        return value > most + slack ? 1 : value < least - slack ? -1 : 0;
    }

    /// The ends of all finite values.
    static ShownEnds of(List<Double> values) {
        double least = Double.NaN;
        double most = Double.NaN;
        for (double value : values) {
            if (Double.isFinite(value)) {
                least = Double.isNaN(least) ? value : Math.min(least, value);
                most = Double.isNaN(most) ? value : Math.max(most, value);
            }
        }
        return new ShownEnds(least, most);
    }
}
