package org.taskvectors.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Which values have a say in a range.
class OutliersTest {
    private static final double NONE = Double.NaN;

    private static List<Double> values(double... values) {
        return Arrays.stream(values).boxed().toList();
    }

    @Test
    void oneValueFarAwayIsLeftOut() {
        List<Double> layers = values(1.5, 1.7, 1.6, 1.9, 1.8, 1.4, 1.6, 41.2);

        ShownEnds ends = Outliers.without(List.of(layers), false);

        assertThat(ends).isEqualTo(new ShownEnds(1.4, 1.9));
        assertThat(ends.beyond(41.2)).isEqualTo(1);
        assertThat(ends.beyond(1.9)).isZero();
        assertThat(ends.beyond(1.3)).isEqualTo(-1);
    }

    /// Beyond the fences, but the rest still takes more than a third of the axis from zero on.
    @Test
    void aValueThatFlattensNothingStays() {
        List<Double> layers = values(1.5, 1.55, 1.6, 1.52, 1.58, 1.5, 1.6, 3);

        assertThat(Outliers.without(List.of(layers), true)).isEqualTo(new ShownEnds(1.5, 3));
        assertThat(Outliers.without(List.of(layers), false)).isEqualTo(new ShownEnds(1.5, 1.6));
    }

    /// One vector of eight that changed a hundred times as much is no outlier.
    @Test
    void aWholeSeriesIsNeverLeftOut() {
        List<Double> usual = DoubleStream.iterate(1, v -> v + 0.01).limit(12).boxed().toList();
        List<Double> large = usual.stream().map(value -> 100 * value).toList();

        List<List<Double>> all = List.of(usual, usual, usual, usual, usual, usual, usual, large);

        assertThat(Outliers.without(all, false).most()).isEqualTo(large.getLast());
    }

    @Test
    void whatDoesNotDifferHasNoOutliers() {
        assertThat(Outliers.without(List.of(values(2, 2, 2, 2, 2, 2, 2, 50)), false))
                .isEqualTo(new ShownEnds(2, 50));
        assertThat(Outliers.without(List.of(values(1, NONE, 2)), false))
                .isEqualTo(new ShownEnds(1, 2));
        assertThat(Outliers.without(List.of(), false).least()).isNaN();
    }

    /// NumPy: np.percentile([1, 2, 3, 4, 5, 6, 7, 8, 21.5, 22], [25, 75]) is 3.25 and 7.75, so that
    /// the outer fence lies at 7.75 + 3 · 4.5 = 21.25.
    @Test
    void theFenceIsThreeTimesTheDistanceOfTheQuartiles() {
        List<Double> beyond = values(1, 2, 3, 4, 5, 6, 7, 8, 21.5, 22);
        List<Double> within = values(1, 2, 3, 4, 5, 6, 7, 8, 21.2, 24.5);

        assertThat(Outliers.without(List.of(beyond), false).most()).isEqualTo(22);
        assertThat(Outliers.without(List.of(scaled(beyond)), false).most()).isEqualTo(8);
        assertThat(Outliers.without(List.of(scaled(within)), false).most()).isEqualTo(21.2);
    }

    /// The last value is so large that it flattens the rest, whichever side of the fence the one
    /// before it lies on.
    private static List<Double> scaled(List<Double> values) {
        List<Double> copy = new ArrayList<>(values);
        copy.set(copy.size() - 1, 1000.0);
        return copy;
    }
}
