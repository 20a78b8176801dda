package org.taskvectors.figure;

/// What part of the values an axis shows.
///
/// @param low fixed lower end; NaN where the data decide
/// @param high fixed upper end; NaN where the data decide
/// @param withZero whether zero is always on the axis
/// @param log whether equal factors take equal room; then only positive values are drawn
/// @param limit the largest magnitude that the quantity can have, 1 for a cosine: the axis does not
///   go beyond it; infinite where there is none
public record ValueRange(double low, double high, boolean withZero, boolean log, double limit) {
    public static ValueRange automatic() {
        return new ValueRange(Double.NaN, Double.NaN, false, false, Double.POSITIVE_INFINITY);
    }

    /// Zero is on the axis: for shares and for bars.
    public static ValueRange fromZero() {
        return automatic().onZero();
    }

    /// Zero is on the axis, and nothing beyond `limit` on either side.
    public static ValueRange fromZeroTo(double limit) {
        return new ValueRange(Double.NaN, Double.NaN, true, false, limit);
    }

    /// The data decide, and nothing beyond `limit` is shown on either side.
    public static ValueRange within(double limit) {
        return new ValueRange(Double.NaN, Double.NaN, false, false, limit);
    }

    public static ValueRange logarithmic() {
        return new ValueRange(Double.NaN, Double.NaN, false, true, Double.POSITIVE_INFINITY);
    }

    public static ValueRange fixed(double low, double high) {
        return new ValueRange(low, high, false, false, Double.POSITIVE_INFINITY);
    }

    /// The same with zero on the axis.
    ValueRange onZero() {
        return new ValueRange(low, high, true, log, limit);
    }
}
