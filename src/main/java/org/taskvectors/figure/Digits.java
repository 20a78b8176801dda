package org.taskvectors.figure;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// How many digits a number is written with, for people: always a point, a true minus sign, and
/// powers of ten where plain digits would be a row of zeros.
///
/// @param count of digits
/// @param significant whether they are counted from the first that is not zero, or after the point
public record Digits(int count, boolean significant) {
    /// What stands for an undefined number.
    public static final String DASH = "–";

    static final char MINUS = '−';

    private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

    public static Digits significant(int count) {
        return new Digits(count, true);
    }

    public static Digits decimals(int count) {
        return new Digits(count, false);
    }

    /// The number as text; a dash where it is NaN.
    public String format(double value) {
        if (Double.isNaN(value)) {
            return DASH;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        BigDecimal exact = BigDecimal.valueOf(value);
        if (!significant) {
            return plain(exact.setScale(count, RoundingMode.HALF_EVEN));
        }
        BigDecimal rounded = exact.round(new MathContext(count, RoundingMode.HALF_EVEN));
        if (rounded.signum() == 0) {
            return "0";
        }
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent < -4 || exponent >= Math.max(count, 6)) {
            BigDecimal mantissa =
                    rounded.movePointLeft(exponent).setScale(count - 1, RoundingMode.HALF_EVEN);
            return plain(mantissa) + " × 10" + superscript(exponent);
        }
        return plain(rounded.setScale(Math.max(0, count - 1 - exponent), RoundingMode.HALF_EVEN));
    }

    /// An exponent in raised digits.
    static String superscript(int exponent) {
        StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
        for (char digit : Integer.toString(Math.abs(exponent)).toCharArray()) {
            text.append(SUPERSCRIPTS.charAt(digit - '0'));
        }
        return text.toString();
    }

    private static String plain(BigDecimal number) {
        String text = number.toPlainString();
        if (number.signum() == 0) {
            return text.replace("-", "");
        }
        return text.replace('-', '−');
    }
}
