package org.taskvectors.ui.common;

import java.math.BigDecimal;
import java.math.MathContext;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/// How numbers are written in the window: thousands separated, as many digits as mean something, a
/// dash for what is undefined.
public final class Numbers {
    /// What stands for an undefined number.
    public static final String DASH = "–";

    private static final int NORM_DIGITS = 4;
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};
    private static final double THOUSAND = 1000;

    private Numbers() {}

    /// `8,030,261,248`
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /// A norm, with four significant digits: `38.41`, `0.001234`, `1.234e-7`.
    public static String norm(double number) {
        return significant(number, NORM_DIGITS);
    }

    public static String significant(double number, int digits) {
        if (!Double.isFinite(number)) {
            return undefined(number);
        }
        if (number == 0) {
            return "0";
        }
        double magnitude = Math.abs(number);
        if (magnitude < 1e-4 || magnitude >= 1e9) {
            String text = String.format(Locale.ROOT, "%." + (digits - 1) + "e", number);
            return minus(text.replaceFirst("e([+-])0?", "e$1").replace("e+", "e"));
        }
        BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits));
        int decimals = Math.max(0, digits - rounded.precision() + rounded.scale());
        return fixed(number, decimals);
    }

    /// A cosine, with four decimals.
    public static String cosine(double number) {
        return fixed(number, 4);
    }

    /// A share (0 to 1) in percent with one decimal, without its sign: the head of the column has
    /// it.
    public static String percent(double share) {
        return fixed(share * 100, 1);
    }

    /// A relative norm (0 to 1) in percent with three decimals, without its sign.
    public static String relative(double ratio) {
        return fixed(ratio * 100, 3);
    }

    public static String fixed(double number, int decimals) {
        if (!Double.isFinite(number)) {
            return undefined(number);
        }
        DecimalFormat format =
                new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        String text = format.format(number);
        return minus(text.matches("-0[.0]*") ? text.substring(1) : text);
    }

    /// As a person types it: no separators, no more digits than it has, `0.25`, `1e-6`.
    public static String plain(double number) {
        if (number == 0 || !Double.isFinite(number)) {
            return number == 0 ? "0" : undefined(number);
        }
        double magnitude = Math.abs(number);
        String text = new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
        if (magnitude < 1e-3 || magnitude >= 1e6) {
            text =
                    new DecimalFormat("0.######E0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                            .format(number)
                            .replace('E', 'e');
        }
        return text;
    }

    /// `16.1 GB`, in powers of a thousand like the disk's maker.
    public static String bytes(long number) {
        return bytes((double) number);
    }

    /// `16.1 GB`, in powers of a thousand like the disk's maker.
    public static String bytes(double number) {
        double left = number;
        int unit = 0;
        while (left >= THOUSAND - 0.5 && unit < BYTE_UNITS.length - 1) {
            left /= THOUSAND;
            unit++;
        }
        String text = unit == 0 ? fixed(left, 0) : fixed(left, left >= 99.95 ? 0 : 1);
        return text + " " + BYTE_UNITS[unit];
    }

    /// `8.9 of 14.5 GB`: the unit is the whole's.
    public static String bytesOf(double part, double whole) {
        String all = bytes(whole);
        String unit = all.substring(all.indexOf(' ') + 1);
        double size = 1;
        for (int i = 0; !BYTE_UNITS[i].equals(unit); i++) {
            size *= THOUSAND;
        }
        return fixed(part / size, all.contains(".") ? 1 : 0) + " of " + all;
    }

    /// Weights in the words of model cards: `8.03 B`, `135 M`, `4,212`.
    public static String parameters(long number) {
        if (number >= 1_000_000_000L) {
            return fixed(number / 1e9, 2) + " B";
        }
        if (number >= 1_000_000L) {
            return fixed(number / 1e6, number >= 100_000_000L ? 0 : 2) + " M";
        }
        return count(number);
    }

    /// `3 s`, `4 min 10 s`, `2 h 5 min`; a dash while it is not known.
    public static String duration(double seconds) {
        if (!Double.isFinite(seconds)) {
            return DASH;
        }
        long whole = Math.max(0, Math.round(seconds));
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }

    private static String undefined(double number) {
        return Double.isNaN(number) ? DASH : number > 0 ? "∞" : "−∞";
    }

    private static String minus(String text) {
        return text.replace('-', '−');
    }
}
