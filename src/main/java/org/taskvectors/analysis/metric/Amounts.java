package org.taskvectors.analysis.metric;

import java.math.BigDecimal;

/// Writes counts, sizes, and times for people.
public final class Amounts {
    private static final String[] BYTE_UNITS = {"bytes", "kB", "MB", "GB", "TB"};
    private static final double THOUSAND = 1000;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Amounts() {}

    /// `8,030,261,248`
    public static String count(long number) {
        return Digits.plain(BigDecimal.valueOf(number));
    }

    /// `1 tensor`, `57 tensors`
    public static String counted(long number, String word) {
        return count(number) + " " + word + (number == 1 ? "" : "s");
    }

    /// `5 of 9 tensors`, `all 9 tensors`
    public static String some(long number, long all, String words) {
        return (number == all ? "all " : count(number) + " of ") + count(all) + " " + words;
    }

    /// Writes the share of some work that is done, between 0 and 1: `42 %`.
    public static String progress(double share) {
        return decimals(100 * share, 0) + " %";
    }

    /// `16.1 GB`, in powers of a thousand like the disk's maker.
    public static String bytes(long number) {
        return bytes((double) number);
    }

    /// `16.1 GB`, in powers of a thousand like the disk's maker.
    public static String bytes(double number) {
        int unit = unit(number);
        double left = number / Math.pow(THOUSAND, unit);
        return decimals(left, places(left, unit)) + " " + BYTE_UNITS[unit];
    }

    /// `8.9 of 14.5 GB`: the unit is the whole's.
    public static String bytesOf(double part, double whole) {
        int unit = unit(whole);
        double size = Math.pow(THOUSAND, unit);
        return decimals(part / size, places(whole / size, unit)) + " of " + bytes(whole);
    }

    private static int unit(double bytes) {
        double left = bytes;
        int unit = 0;
        while (left >= THOUSAND - 0.5 && unit < BYTE_UNITS.length - 1) {
            left /= THOUSAND;
            unit++;
        }
        return unit;
    }

    private static int places(double left, int unit) {
        return unit == 0 || left >= 99.95 ? 0 : 1;
    }

    /// Writes a number of parameters as model cards do: `8.03 B`, `135 M`, `4,212`.
    public static String parameters(long number) {
        if (number >= 1_000_000_000L) {
            return decimals(number / 1e9, 2) + " B";
        }
        if (number >= 1_000_000L) {
            return decimals(number / 1e6, number >= 100_000_000L ? 0 : 2) + " M";
        }
        return count(number);
    }

    /// Writes how long something took: `0.42 s`, `4.2 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
    public static String duration(double seconds) {
        return seconds >= 0 && seconds < 10
                ? decimals(seconds, seconds < 1 ? 2 : 1) + " s"
                : estimate(seconds);
    }

    /// Writes how long something will take, in whole seconds: `3 s`, `4 min 10 s`, `2 h 5 min`; a
    /// dash while that is not known.
    public static String estimate(double seconds) {
        if (!Double.isFinite(seconds)) {
            return Digits.DASH;
        }
        long whole = Math.max(0, Math.round(seconds));
        if (whole < MINUTE) {
            return whole + " s";
        }
        return whole < HOUR
                ? whole / MINUTE + " min " + whole % MINUTE + " s"
                : whole / HOUR + " h " + whole % HOUR / MINUTE + " min";
    }

    /// Writes how long something will take where that is an estimate: `about a second`, `about 4
    /// min 10 s`.
    public static String about(double seconds) {
        return seconds < 1 ? "about a second" : "about " + estimate(seconds);
    }

    /// Writes how long work still takes, `4 min 10 s left`; `estimating` while that is not known.
    ///
    /// @param seconds NaN while it is not known
    public static String left(double seconds) {
        return Double.isNaN(seconds) ? "estimating" : estimate(seconds) + " left";
    }

    private static String decimals(double number, int count) {
        return Digits.decimals(count).format(number);
    }
}
