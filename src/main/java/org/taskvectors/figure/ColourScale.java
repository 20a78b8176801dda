package org.taskvectors.figure;

import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/// What the colours of a heat map mean. Figures that are compared are given the same scale.
///
/// @param diverging two hues around zero, or one hue from weak to strong
/// @param low the value at the lower end of the colour bar
/// @param high the value at its upper end
public record ColourScale(boolean diverging, double low, double high) {
    public ColourScale {
        if (!(low < high)) {
            throw new IllegalArgumentException("an empty scale: " + low + " to " + high);
        }
    }

    /// Two hues, symmetric around zero: from −`reach` to `reach`.
    public static ColourScale diverging(double reach) {
        return new ColourScale(true, -reach, reach);
    }

    public static ColourScale sequential(double low, double high) {
        return new ColourScale(false, low, high);
    }

    /// A symmetric scale that holds all of `values`, rounded up to an end that reads well.
    public static ColourScale divergingOver(Collection<? extends List<Double>> values) {
        DoubleSummaryStatistics all = statistics(values);
        double reach =
                all.getCount() == 0 ? 1 : Math.max(Math.abs(all.getMin()), Math.abs(all.getMax()));
        return diverging(reach == 0 ? 1 : roundUp(reach));
    }

    /// A scale from zero that holds all of `values`, none of them negative.
    public static ColourScale sequentialOver(Collection<? extends List<Double>> values) {
        DoubleSummaryStatistics all = statistics(values);
        return sequential(0, all.getCount() == 0 || all.getMax() <= 0 ? 1 : roundUp(all.getMax()));
    }

    /// 1 for a value above the scale, −1 for one below it, else 0.
    public int beyond(double value) {
        return new ShownEnds(low, high).beyond(value);
    }

    private static DoubleSummaryStatistics statistics(Collection<? extends List<Double>> values) {
        return values.stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .summaryStatistics();
    }

    private static double roundUp(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
            if (value <= step * power * (1 + 1e-12)) {
                return step * power;
            }
        }
        return 10 * power;
    }
}
