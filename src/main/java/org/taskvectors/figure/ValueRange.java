package org.taskvectors.figure;

/// What part of the values an axis shows.
///
/// @param low fixed lower end; NaN where the data decide
/// @param high fixed upper end; NaN where the data decide
/// @param withZero whether zero is always on the axis
/// @param log whether equal factors take equal room; then only positive values are drawn
public record ValueRange(double low, double high, boolean withZero, boolean log) {
    public static ValueRange automatic() {
        return new ValueRange(Double.NaN, Double.NaN, false, false);
    }

    /// Zero is on the axis: for shares and for bars.
    public static ValueRange fromZero() {
        return new ValueRange(Double.NaN, Double.NaN, true, false);
    }

    public static ValueRange logarithmic() {
        return new ValueRange(Double.NaN, Double.NaN, false, true);
    }

    public static ValueRange fixed(double low, double high) {
        return new ValueRange(low, high, false, false);
    }
}
