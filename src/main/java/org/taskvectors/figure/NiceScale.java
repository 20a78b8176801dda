package org.taskvectors.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Digits;

/// A value axis with ends and steps that read well. Where all ticks would carry zeros, they are
/// told in units of a power of ten, which the axis's title names.
///
/// On a logarithmic axis places are decimal logarithms.
///
/// @param low lower end
/// @param high upper end
/// @param ticks places of the ticks
/// @param labels what stands at them, all with the same number of decimals
/// @param exponent power of ten that the labels are counted in
/// @param log whether the axis is logarithmic
record NiceScale(
        double low,
        double high,
        List<Double> ticks,
        List<String> labels,
        int exponent,
        boolean log) {
    /// What is lost in dividing.
    private static final double SLACK = 1e-9;

    /// More places than these are a line, and no steps that a person chose.
    private static final int MOST_PLACES = 40;

    private static final double[] STEPS = {1, 2, 2.5, 4, 5, 10};

    /// @param least the smallest value drawn, NaN where there is none
    /// @param most the largest
    /// @param wanted about how many steps there is room for
    static NiceScale of(double least, double most, ValueRange range, int wanted) {
        if (range.log()) {
            return LogTicks.of(least, most, range);
        }
        double low = Double.isNaN(least) ? 0 : least;
        double high = Double.isNaN(most) ? 1 : most;
        if (range.withZero()) {
            low = Math.min(0, low);
            high = Math.max(0, high);
        }
        if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high))) {
            double room = low == 0 ? 1 : Math.abs(low) * 0.1;
            low -= range.withZero() && low >= 0 ? 0 : room;
            high += room;
        }
        double step = step(high - low, wanted);
        double limit = range.limit();
        boolean isWithin = Math.max(Math.abs(low), Math.abs(high)) <= limit * (1 + SLACK);
        if (isWithin && Math.max(up(high, step), -down(low, step)) > limit * (1 + SLACK)) {
            // The axis ends at what cannot be passed, so a tick has to stand there.
            step = dividing(limit, step);
        }
        low = Double.isNaN(range.low()) ? down(low, step) : range.low();
        high = Double.isNaN(range.high()) ? up(high, step) : range.high();
        return linear(low, high, step);
    }

    /// Ticks at places that were computed, where these are even and short: at all of them or at
    /// every second, third … one; else ticks at round numbers.
    ///
    /// @param places in any order
    /// @param wanted about how many steps there is room for
    static NiceScale at(List<Double> places, double low, double high, int wanted) {
        NiceScale round = of(low, high, ValueRange.fixed(low, high), wanted);
        List<Double> sorted = places.stream().distinct().sorted().toList();
        int steps = sorted.size() - 1;
        if (steps < 1 || steps > MOST_PLACES || !areEven(sorted)) {
            return round;
        }
        int least = Math.ceilDiv(steps, wanted);
        int every = least;
        while (steps % every != 0 && every < 2 * least) {
            every++;
        }
        every = steps % every == 0 ? every : least;
        List<BigDecimal> shown = new ArrayList<>();
        for (int i = 0; i <= steps; i += every) {
            shown.add(new BigDecimal(sorted.get(i)).setScale(2, RoundingMode.HALF_EVEN));
            if (Math.abs(shown.getLast().doubleValue() - sorted.get(i)) > SLACK) {
                return round;
            }
        }
        int decimals = 0;
        for (BigDecimal place : shown) {
            decimals = Math.max(decimals, place.stripTrailingZeros().scale());
        }
        List<String> labels = new ArrayList<>();
        for (BigDecimal place : shown) {
            labels.add(Digits.plain(place.setScale(decimals, RoundingMode.HALF_EVEN)));
        }
        return new NiceScale(
                low, high, shown.stream().map(BigDecimal::doubleValue).toList(), labels, 0, false);
    }

    private static boolean areEven(List<Double> sorted) {
        double step = (sorted.getLast() - sorted.getFirst()) / (sorted.size() - 1);
        for (int i = 1; i < sorted.size(); i++) {
            if (Math.abs(sorted.get(i) - sorted.get(i - 1) - step) > 1e-6 * step) {
                return false;
            }
        }
        return true;
    }

    private static double up(double value, double step) {
        return Math.ceil(value / step - SLACK) * step;
    }

    private static double down(double value, double step) {
        return Math.floor(value / step + SLACK) * step;
    }

    /// The smallest nice step from `step` on that leads from 0 to `limit`.
    private static double dividing(double limit, double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        for (double factor : STEPS) {
            double times = limit / (factor * power);
            if (factor * power >= step * (1 - SLACK)
                    && Math.abs(times - Math.rint(times)) < SLACK) {
                return factor * power;
            }
        }
        return limit;
    }

    private static double step(double span, int wanted) {
        double power = Math.pow(10, Math.floor(Math.log10(span / wanted)));
        for (double factor : STEPS) {
            if (span / (factor * power) <= wanted + 1e-9) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    private static NiceScale linear(double low, double high, double step) {
        long from = Math.round(Math.ceil(low / step - 1e-6));
        long to = Math.round(Math.floor(high / step + 1e-6));
        int exponent = exponent(Math.max(Math.abs(low), Math.abs(high)));
        BigDecimal exactStep = new BigDecimal(step).round(new MathContext(3));
        int decimals = Math.max(0, exactStep.movePointLeft(exponent).stripTrailingZeros().scale());
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (long i = from; i <= to; i++) {
            BigDecimal tick = exactStep.multiply(BigDecimal.valueOf(i));
            ticks.add(tick.doubleValue());
            labels.add(
                    Digits.plain(
                            tick.movePointLeft(exponent)
                                    .setScale(decimals, RoundingMode.HALF_EVEN)));
        }
        return new NiceScale(low, high, ticks, labels, exponent, false);
    }

    /// Plain digits from 0.001 to 99,999; beyond, powers of ten in threes.
    private static int exponent(double largest) {
        if (largest == 0 || (largest >= 0.005 && largest < 1e5)) {
            return 0;
        }
        return 3 * (int) Math.floor(Math.log10(largest) / 3);
    }

    /// The ends of a colour bar and its middle, where few decimals say them; else ticks between the
    /// ends.
    static NiceScale bar(double low, double high) {
        double half = (high - low) / 2;
        double steps = low / half;
        if (Math.abs(steps - Math.rint(steps)) < SLACK) {
            return linear(low, high, half);
        }
        double[] ends = {low, low + half, high};
        for (int decimals = 0; decimals <= 3; decimals++) {
            double unit = Math.pow(10, decimals);
            boolean exact = true;
            for (double end : ends) {
                exact &= Math.abs(end * unit - Math.rint(end * unit)) < SLACK * unit;
            }
            if (exact && exponent(Math.max(Math.abs(low), Math.abs(high))) == 0) {
                return plain(low, high, ends, decimals);
            }
        }
        return of(low, high, ValueRange.fixed(low, high), 4);
    }

    private static NiceScale plain(double low, double high, double[] places, int decimals) {
        List<Double> ticks = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (double place : places) {
            ticks.add(place);
            labels.add(
                    Digits.plain(new BigDecimal(place).setScale(decimals, RoundingMode.HALF_EVEN)));
        }
        return new NiceScale(low, high, ticks, labels, 0, false);
    }

    /// Where a value lies on the axis; NaN where it cannot be shown.
    double place(double value) {
        if (!log) {
            return value;
        }
        return value > 0 ? Math.log10(value) : Double.NaN;
    }

    /// The axis's title with the power of ten: `RMS (10⁻³)`.
    String title(String title, String unit) {
        String power = exponent == 0 ? "" : "10" + Digits.superscript(exponent);
        String both = power.isEmpty() || unit.isEmpty() ? power + unit : power + " " + unit;
        if (title.isEmpty() || both.isEmpty()) {
            return title + both;
        }
        return title + " (" + both + ")";
    }
}
