package org.taskvectors.figure;

import java.util.List;

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

    /// The part that an axis shows where a person may have chosen another.
    ValueRange shown(RangeChoice choice) {
        return choice.reach() == RangeChoice.Reach.BY_HAND
                ? new ValueRange(choice.low(), choice.high(), false, choice.log(), limit)
                : new ValueRange(low, high, withZero, log || choice.log(), limit);
    }

    /// The ends that the values of some series give an axis.
    ShownEnds ends(RangeChoice choice, List<List<Double>> series) {
        ValueRange shown = shown(choice);
        List<List<Double>> drawn =
                series.stream()
                        .map(one -> one.stream().filter(v -> !shown.log() || v > 0).toList())
                        .toList();
        ShownEnds ends =
                choice.reach() == RangeChoice.Reach.ROBUST && !shown.log()
                        ? Outliers.without(drawn, withZero)
                        : ShownEnds.of(drawn.stream().flatMap(List::stream).toList());
        return new ShownEnds(
                Double.isNaN(shown.low()) ? ends.least() : shown.low(),
                Double.isNaN(shown.high()) ? ends.most() : shown.high());
    }

    /// Whether a logarithmic axis shows all these values but zeros.
    boolean canBeLog(List<List<Double>> series) {
        List<Double> all = series.stream().flatMap(List::stream).toList();
        return log
                || (all.stream().noneMatch(value -> value < 0)
                        && all.stream().anyMatch(value -> value > 0));
    }

    /// The same with zero on the axis.
    ValueRange onZero() {
        return new ValueRange(low, high, true, log, limit);
    }
}
