package org.taskvectors.ui.train;

import java.math.BigDecimal;
import java.util.Locale;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;

/// How the numbers of a form are written in its fields, so that they can be typed like that too.
final class Numbers {
    private static final double SMALL = 0.01;

    private Numbers() {}

    /// `16`, without thousands separated, since they are typed.
    static String whole(double value) {
        return Long.toString(Math.round(value));
    }

    /// `2e-4`, as people write learning rates; from 0.01 on with all its decimals.
    static String rate(double value) {
        if (value == 0 || Math.abs(value) >= SMALL) {
            return Digits.typed(value);
        }
        BigDecimal exact = BigDecimal.valueOf(value).stripTrailingZeros();
        int exponent = exact.precision() - exact.scale() - 1;
        return exact.movePointLeft(exponent).stripTrailingZeros().toPlainString()
                + "e"
                + String.format(Locale.ROOT, "%d", exponent);
    }

    /// `7,986 of 67,349`
    static String of(long some, long all) {
        return Amounts.count(some) + " of " + Amounts.count(all);
    }
}
