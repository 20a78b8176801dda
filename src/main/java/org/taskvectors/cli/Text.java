package org.taskvectors.cli;

import java.util.Locale;
import org.taskvectors.figure.Digits;

/// How quantities are written for people.
final class Text {
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private Text() {}

    /// `14.5 GB`, in powers of 1,000.
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0
                ? count(bytes) + " " + UNITS[0]
                : String.format(
                        Locale.ROOT, value < 99.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /// `1,234,567`
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /// `1 tensor`, `57 tensors`
    static String counted(long value, String word) {
        return count(value) + " " + word + (value == 1 ? "" : "s");
    }

    /// `0.42 s`, `12 s`, `3 min 20 s`
    static String duration(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, seconds < 1 ? "%.2f s" : "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
    }

    /// A share in percent.
    static String percent(double share, int decimals) {
        return Digits.decimals(decimals).format(100 * share);
    }
}
