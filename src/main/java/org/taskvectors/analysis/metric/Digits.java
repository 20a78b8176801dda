package org.taskvectors.analysis.metric;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Writes numbers with a certain count of digits for people: thousands separated by commas, a true
/// minus sign, a dash for an undefined number, and powers of ten as `1.234 × 10⁻⁵` instead of a row
/// of zeros.
///
/// There is one rounding: the exact binary value of the double goes to the nearest decimal, and
/// from the middle to the even digit, as C's `printf`, Python, and NumPy round. The shortest
/// decimal that stands for a double is not the double; to round it would be to round twice.
///
/// @param count of digits
/// @param kind which digits are counted
public record Digits(int count, Kind kind) {
    /// The text of an undefined number.
    public static final String DASH = "–";

    /// The sign of a negative number.
    public static final char MINUS = '−';

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    private static final int MOST_PLAIN = 6;
    private static final int LEAST_PLAIN = -4;
    private static final BigDecimal ALL = BigDecimal.valueOf(100);

    /// The digits that are counted.
    public enum Kind {
        /// Digits from the first that is not zero on: `38.41`.
        SIGNIFICANT,
        /// The same without zeros at the end: `2`, `0.5`, `2.828`.
        AT_MOST,
        /// Digits after the point: `41.7`.
        DECIMALS,
        /// Digits after the point of a percentage that is 100 only where nothing is missing:
        /// 99.9996 is `99.999`.
        SHORT_OF_ALL
    }

    public static Digits significant(int count) {
        return new Digits(count, Kind.SIGNIFICANT);
    }

    public static Digits atMost(int count) {
        return new Digits(count, Kind.AT_MOST);
    }

    public static Digits decimals(int count) {
        return new Digits(count, Kind.DECIMALS);
    }

    public static Digits shortOfAll(int count) {
        return new Digits(count, Kind.SHORT_OF_ALL);
    }

    /// Returns the number as text; a dash for NaN.
    public String format(double value) {
        if (Double.isNaN(value)) {
            return DASH;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : MINUS + "∞";
        }
        return round(new BigDecimal(value));
    }

    private String round(BigDecimal exact) {
        return switch (kind) {
            case SIGNIFICANT, AT_MOST -> significant(exact);
            case DECIMALS -> plain(exact.setScale(count, RoundingMode.HALF_EVEN));
            case SHORT_OF_ALL -> {
                BigDecimal rounded = exact.setScale(count, RoundingMode.HALF_EVEN);
                boolean isTooMuch = exact.compareTo(ALL) < 0 && rounded.compareTo(ALL) >= 0;
                yield plain(isTooMuch ? exact.setScale(count, RoundingMode.DOWN) : rounded);
            }
        };
    }

    private String significant(BigDecimal exact) {
        BigDecimal rounded = exact.round(new MathContext(count, RoundingMode.HALF_EVEN));
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = exponent(rounded);
        if (isPlain(exponent, Math.max(count, MOST_PLAIN))) {
            int decimals = Math.max(0, count - 1 - exponent);
            return plain(trimmed(rounded.setScale(decimals, RoundingMode.HALF_EVEN)));
        }
        BigDecimal mantissa = rounded.movePointLeft(exponent).setScale(count - 1);
        return power(trimmed(mantissa), exponent);
    }

    private BigDecimal trimmed(BigDecimal number) {
        return kind == Kind.AT_MOST ? stripped(number) : number;
    }

    /// Returns a number that a person typed, with the typed digits: `0.25`, `1 × 10⁻⁶`.
    public static String typed(double value) {
        BigDecimal number = BigDecimal.valueOf(value);
        if (number.signum() == 0) {
            return "0";
        }
        int exponent = exponent(number.stripTrailingZeros());
        return isPlain(exponent, MOST_PLAIN)
                ? plain(stripped(number))
                : power(stripped(number.movePointLeft(exponent)), exponent);
    }

    private static boolean isPlain(int exponent, int most) {
        return exponent >= LEAST_PLAIN && exponent < most;
    }

    private static int exponent(BigDecimal number) {
        return number.precision() - number.scale() - 1;
    }

    private static BigDecimal stripped(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static String power(BigDecimal mantissa, int exponent) {
        return plain(mantissa) + " × 10" + superscript(exponent);
    }

    /// Returns an exponent in raised digits.
    public static String superscript(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(SUPERSCRIPTS.charAt(digit - '0'));
        }
        return text.toString();
    }

    /// Returns a number with all of its decimals, thousands separated.
    public static String plain(BigDecimal number) {
        String digits = number.abs().toPlainString();
        int point = digits.indexOf('.');
        StringBuilder text = new StringBuilder(digits);
        for (int at = (point < 0 ? digits.length() : point) - 3; at > 0; at -= 3) {
            text.insert(at, ',');
        }
        return number.signum() < 0 ? MINUS + text.toString() : text.toString();
    }
}
