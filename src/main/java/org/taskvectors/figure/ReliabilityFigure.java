package org.taskvectors.figure;

import java.util.List;

/// Calibration: how often answers of a certain confidence are right, and how many there are of
/// each. On the diagonal a model is as sure as it is right.
///
/// @param sides the models, in the order of the legend
public record ReliabilityFigure(FigureSubject about, List<Side> sides) implements Figure {

    /// One bin of confidence.
    ///
    /// @param from lower end, from 0
    /// @param to upper end, at most 1
    /// @param count how many answers lie in it
    /// @param confidence their mean confidence; NaN where there are none
    /// @param accuracy which share of them is right; NaN where there are none
    public record Bin(double from, double to, long count, double confidence, double accuracy) {
        boolean isShown() {
            return count > 0 && Double.isFinite(confidence) && Double.isFinite(accuracy);
        }
    }

    /// One model.
    ///
    /// @param name for the legend: `Base`
    /// @param bins rising, the same edges for all sides
    public record Side(String name, Look look, List<Bin> bins) {
        public Side {
            bins = List.copyOf(bins);
        }
    }

    public ReliabilityFigure {
        sides = List.copyOf(sides);
        if (sides.isEmpty()) {
            throw new IllegalArgumentException("calibration of no model");
        }
        int bins = sides.getFirst().bins().size();
        for (Side side : sides) {
            Checks.size("the bins of " + side.name(), side.bins().size(), bins);
        }
    }

    @Override
    public ReliabilityFigure withoutChoice() {
        return this;
    }

    int binCount() {
        return sides.getFirst().bins().size();
    }

    /// The largest count of any bin, at least 1.
    long most() {
        return Math.max(
                1,
                sides.stream()
                        .flatMap(side -> side.bins().stream())
                        .mapToLong(Bin::count)
                        .max()
                        .orElse(1));
    }
}
