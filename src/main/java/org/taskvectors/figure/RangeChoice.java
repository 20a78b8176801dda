package org.taskvectors.figure;

/// Which part of its values a figure shows, and whether equal factors take equal room.
///
/// @param reach what decides the ends of the axis, or of the colours
/// @param low the lower end by hand; NaN otherwise
/// @param high the upper end by hand; NaN otherwise
/// @param log whether an axis of positive values is logarithmic; colours are always linear
public record RangeChoice(Reach reach, double low, double high, boolean log) {
    private static final double FARTHEST = 1e300;
    private static final double NARROWEST = 1e-300;
    private static final double LEAST_SHARE = 1e-9;

    /// Whether an axis can go from one to the other: ticks between them are numbers that a double
    /// tells apart.
    public static boolean isRange(double low, double high) {
        double farther = Math.max(Math.abs(low), Math.abs(high));
        return low < high
                && farther <= FARTHEST
                && high - low >= Math.max(NARROWEST, farther * LEAST_SHARE);
    }

    /// What decides the ends.
    public enum Reach {
        /// All values have a place.
        EVERYTHING,
        /// The few values that would flatten all others are marked at the end of the axis.
        ROBUST,
        /// A person said both ends.
        BY_HAND
    }

    public RangeChoice {
        boolean byHand = reach == Reach.BY_HAND;
        if (byHand && !isRange(low, high)) {
            throw new IllegalArgumentException("a range from " + low + " to " + high);
        }
        if (byHand && log && low <= 0) {
            throw new IllegalArgumentException("a logarithmic axis from " + low);
        }
        low = byHand ? low : Double.NaN;
        high = byHand ? high : Double.NaN;
    }

    /// All values have a place.
    public static RangeChoice everything() {
        return new RangeChoice(Reach.EVERYTHING, Double.NaN, Double.NaN, false);
    }

    /// The few values that would flatten all others are marked at the end of the axis: what a
    /// figure shows until a person chooses.
    public static RangeChoice robust() {
        return new RangeChoice(Reach.ROBUST, Double.NaN, Double.NaN, false);
    }

    /// From `low` to `high`.
    ///
    /// @throws IllegalArgumentException where they are no range
    public static RangeChoice byHand(double low, double high) {
        return new RangeChoice(Reach.BY_HAND, low, high, false);
    }

    /// The same on a logarithmic axis, or on a linear one.
    ///
    /// @throws IllegalArgumentException where the lower end by hand has no logarithm
    public RangeChoice withLog(boolean isLog) {
        return new RangeChoice(reach, low, high, isLog);
    }
}
