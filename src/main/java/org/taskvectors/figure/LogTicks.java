package org.taskvectors.figure;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Digits;

/// Ticks of a logarithmic axis: powers of ten, with 2 and 5 between them where there are few.
final class LogTicks {
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
            labels.add(label(power, 1));
        }
        return new NiceScale(from, to, ticks, labels, 0, true);
    }

    /// From the last of 1, 2, 5 that is not above the values to the first that is not below them.
    private static NiceScale fine(double low, double high, int from, int to) {
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (int power = from; power <= to; power++) {
            for (int digit : new int[] {1, 2, 5}) {
                double tick = power + Math.log10(digit);
                if (!ticks.isEmpty() && ticks.getLast() >= Math.log10(high) - 1e-9) {
                    break;
                }
                if (tick <= Math.log10(low) + 1e-9) {
                    ticks.clear();
                    labels.clear();
                }
                ticks.add(tick);
                labels.add(label(power, digit));
            }
        }
        return new NiceScale(ticks.getFirst(), ticks.getLast(), ticks, labels, 0, true);
    }

    private static String label(int power, int digit) {
        if (power >= -3 && power <= 5) {
            return Digits.plain(BigDecimal.valueOf(digit).scaleByPowerOfTen(power));
        }
        return (digit == 1 ? "" : digit + " × ") + "10" + Digits.superscript(power);
    }
}
