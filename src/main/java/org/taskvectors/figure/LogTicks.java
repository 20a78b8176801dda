package org.taskvectors.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Digits;

/// Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there are few, and
/// more numbers where that is not enough.
final class LogTicks {
    private static final int FEWEST = 3;

    /// The share of the axis that its values take at least.
    private static final double LEAST_FILLED = 0.25;

    private LogTicks() {}

    /// @param range fixed ends, which need not be ticks
    static NiceScale of(double least, double most, ValueRange range) {
        NiceScale free = of(least, most);
        double low = range.low() > 0 ? Math.log10(range.low()) : free.low();
        double high = range.high() > 0 ? Math.log10(range.high()) : free.high();
        if (low == free.low() && high == free.high()) {
            return free;
        }
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < free.ticks().size(); i++) {
            double tick = free.ticks().get(i);
            if (tick >= low - 1e-9 && tick <= high + 1e-9) {
                ticks.add(tick);
                labels.add(free.labels().get(i));
            }
        }
        return new NiceScale(low, high, ticks, labels, 0, true);
    }

    private static NiceScale of(double least, double most) {
        double low = least > 0 ? least : 0.1;
        double high = most > low ? most : 10 * low;
        int from = (int) Math.floor(Math.log10(low) + 1e-9);
        int to = (int) Math.ceil(Math.log10(high) - 1e-9);
        return to - from <= 2 ? fine(low, high, from, to) : coarse(from, to);
    }

    private static NiceScale coarse(int from, int to) {
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        int every = Math.max(1, (to - from + 5) / 6);
        for (int power = from; power <= to; power += every) {
            ticks.add((double) power);
            labels.add(label(power, 10));
        }
        return new NiceScale(from, to, ticks, labels, 0, true);
    }

    /// Where 1, 2 and 5 are fewer than three, or far from the values, every digit; then halves of
    /// digits, then tenths.
    private static NiceScale fine(double low, double high, int from, int to) {
        NiceScale scale = fine(low, high, from, to, new int[] {10, 20, 50});
        for (int step : new int[] {10, 5, 1}) {
            double filled = Math.log10(high / low) / (scale.high() - scale.low());
            if (scale.ticks().size() < FEWEST || filled < LEAST_FILLED) {
                scale =
                        fine(
                                low,
                                high,
                                from,
                                to,
                                IntStream.range(10, 100).filter(t -> t % step == 0).toArray());
            }
        }
        return scale;
    }

    /// From the last of some numbers that is not above the values to the first that is not below
    /// them.
    ///
    /// @param tenths the numbers from 1 to 10, times ten
    private static NiceScale fine(double low, double high, int from, int to, int[] tenths) {
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int power = from; power <= to; power++) {
            for (int number : tenths) {
                double tick = power - 1 + Math.log10(number);
                if (!ticks.isEmpty() && ticks.getLast() >= Math.log10(high) - 1e-9) {
                    break;
                }
                if (tick <= Math.log10(low) + 1e-9) {
                    ticks.clear();
                    labels.clear();
                }
                ticks.add(tick);
                labels.add(label(power, number));
            }
        }
        return new NiceScale(ticks.getFirst(), ticks.getLast(), ticks, labels, 0, true);
    }

    private static String label(int power, int tenths) {
        BigDecimal number = BigDecimal.valueOf(tenths).scaleByPowerOfTen(-1);
        if (power >= -3 && power <= 5) {
            return Digits.plain(number.scaleByPowerOfTen(power).stripTrailingZeros());
        }
        return (tenths == 10 ? "" : number.stripTrailingZeros().toPlainString() + " × ")
                + "10"
                + Digits.superscript(power);
    }
}
