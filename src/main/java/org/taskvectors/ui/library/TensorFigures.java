package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.SignedMagnitudes;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.Histogram;

/// What is shown of one tensor: a few numbers, and how many weights have which magnitude; with
/// their signs as soon as these are counted.
///
/// @param numbers label and number, in order
/// @param bars the magnitudes of the weights that are not zero, on a logarithmic axis, equal widths
/// @param lowest where the axis begins
/// @param highest where it ends
/// @param negative the bars of the negative weights alone; empty while signs are not known, and
///   then `bars` are of both
public record TensorFigures(
        List<Entry> numbers, List<Bar> bars, double lowest, double highest, List<Bar> negative) {
    private static final int BARS = 40;

    /// On each side of zero.
    static final int BARS_OF_A_SIGN = 24;

    /// The axis leaves out the smallest thousandth of the weights, which may lie decades away.
    private static final double TAIL = 0.001;

    /// A number and what it is.
    public record Entry(String label, String number) {}

    /// One bar.
    ///
    /// @param low smallest magnitude in it
    /// @param high largest magnitude in it
    /// @param share of the tensor's weights, 0 to 1
    public record Bar(double low, double high, double share) {
        public String text() {
            Quantity magnitude = VectorMetric.LARGEST.quantity();
            return magnitude.say(low)
                    + " to "
                    + magnitude.say(high)
                    + ": "
                    + Quantities.SHARE_OF_WEIGHTS.say(100 * share);
        }
    }

    /// @param isVector whether the numbers are differences (τ) or weights (θ)
    static TensorFigures of(TensorProfile profile, boolean isVector) {
        String symbol = isVector ? "τ" : "θ";
        double counted = profile.counted();
        List<Entry> numbers = new ArrayList<>();
        numbers.add(
                entry("‖" + symbol + "‖", VectorMetric.L2_NORM, Math.sqrt(profile.sumSquares())));
        numbers.add(entry("RMS", VectorMetric.RMS, Math.sqrt(profile.sumSquares() / counted)));
        numbers.add(
                entry(
                        "mean |" + symbol + "|",
                        VectorMetric.MEAN_MAGNITUDE,
                        profile.sumMagnitude() / counted));
        numbers.add(entry("largest", VectorMetric.LARGEST, profile.largest()));
        numbers.add(entry("zeros, %", VectorMetric.EXACT_ZEROS, profile.zeros() / counted));
        if (isVector && profile.baseSquares() > 0) {
            numbers.add(
                    entry(
                            "‖τ‖ / ‖θ₀‖, %",
                            VectorMetric.RELATIVE_NORM,
                            Math.sqrt(profile.sumSquares() / profile.baseSquares())));
        }
        if (profile.notFinite().total() > 0) {
            numbers.add(new Entry("not finite", Amounts.count(profile.notFinite().total())));
        }
        return bars(numbers, profile.histogram(), profile.largest());
    }

    private static Entry entry(String label, VectorMetric metric, double plain) {
        return new Entry(label, metric.quantity().write(metric.quantity().inUnit(plain)));
    }

    private static TensorFigures bars(List<Entry> numbers, Histogram histogram, double largest) {
        long zeros = histogram.countUpTo(0);
        long total = histogram.total();
        if (total == zeros || largest <= 0) {
            return new TensorFigures(numbers, List.of(), 0, 0, List.of());
        }
        double low = histogram.quantile(Math.min(1, (zeros + TAIL * (total - zeros) + 1) / total));
        double lowest = Math.min(low, largest / 10);
        double step = Math.log(largest / lowest) / BARS;
        long[] counts = new long[BARS];
        Binning binning = histogram.binning();
        for (int i = 0; i < histogram.size(); i++) {
            double magnitude = binning.lowest(histogram.bin(i));
            int bar = (int) Math.floor(Math.log(magnitude / lowest) / step);
            if (magnitude > 0 && bar >= 0) {
                counts[Math.min(bar, BARS - 1)] += histogram.count(i);
            }
        }
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < BARS; i++) {
            bars.add(
                    new Bar(
                            lowest * Math.exp(i * step),
                            lowest * Math.exp((i + 1) * step),
                            counts[i] / (double) total));
        }
        return new TensorFigures(numbers, bars, lowest, largest, List.of());
    }

    /// The same with negative and positive weights apart.
    ///
    /// @param counts in bins from `lowest` to `highest`
    /// @param total how many weights there are
    TensorFigures with(SignedMagnitudes counts, long total) {
        return new TensorFigures(
                numbers,
                bars(counts.positive(), total),
                lowest,
                highest,
                bars(counts.negative(), total));
    }

    private List<Bar> bars(List<Long> counts, long total) {
        double step = Math.log(highest / lowest) / counts.size();
        List<Bar> made = new ArrayList<>();
        for (int i = 0; i < counts.size(); i++) {
            made.add(
                    new Bar(
                            lowest * Math.exp(i * step),
                            lowest * Math.exp((i + 1) * step),
                            counts.get(i) / (double) total));
        }
        return made;
    }
}
