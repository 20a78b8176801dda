package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;

/// The few values that would flatten all others.
///
/// A value is an outlier where it lies beyond Tukey's outer fences (1977): more than three times
/// the distance between the quartiles outside them. Outliers are left out of a range only where the
/// other values would otherwise take less than a third of it, and only where no series loses more
/// than a quarter of its values.
final class Outliers {
    private static final double FENCE = 3;
    private static final double FLAT = 1.0 / 3;
    private static final double MOST_LOST = 0.25;

    private Outliers() {}

    /// The ends of the values without the outliers; the ends of all values where there are none
    /// that have to be left out.
    ///
    /// @param series the values of each series, or of each map
    /// @param withZero whether zero is always shown
    static ShownEnds without(List<List<Double>> series, boolean withZero) {
        List<Double> all = new ArrayList<>();
        for (List<Double> one : series) {
            one.stream().filter(Double::isFinite).forEach(all::add);
        }
        ShownEnds everything = ShownEnds.of(all);
        if (all.size() < 4) {
            return everything;
        }
        double[] sorted = all.stream().mapToDouble(value -> value).sorted().toArray();
        double lower = quantile(sorted, 0.25);
        double upper = quantile(sorted, 0.75);
        double reach = FENCE * (upper - lower);
        ShownEnds rest =
                ShownEnds.of(
                        all.stream()
                                .filter(v -> v >= lower - reach && v <= upper + reach)
                                .toList());
        boolean isFlat =
                rest.most() > rest.least()
                        && extent(rest, withZero) < FLAT * extent(everything, withZero);
        return isFlat && series.stream().allMatch(one -> keepsEnough(one, rest))
                ? rest
                : everything;
    }

    private static double extent(ShownEnds ends, boolean withZero) {
        double least = withZero ? Math.min(0, ends.least()) : ends.least();
        double most = withZero ? Math.max(0, ends.most()) : ends.most();
        return most - least;
    }

    private static boolean keepsEnough(List<Double> series, ShownEnds rest) {
        long finite = series.stream().filter(Double::isFinite).count();
        long lost =
                series.stream().filter(Double::isFinite).filter(v -> rest.beyond(v) != 0).count();
        return lost <= MOST_LOST * finite;
    }

    /// Linear between neighbours, as NumPy's default.
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        double rest = place - below;
        return rest == 0
                ? sorted[below]
                : sorted[below] + rest * (sorted[below + 1] - sorted[below]);
    }

    /// The magnitudes of signed values.
    static List<List<Double>> magnitudes(List<List<Double>> series) {
        return series.stream().map(one -> one.stream().map(Math::abs).toList()).toList();
    }
}
