package org.taskvectors.merge.recipe;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What PyYAML's `safe_load` makes of a value without quotes, by the rules of YAML 1.1 as PyYAML
/// 6.0.4 has them in `resolver.py`: `yes` and `off` are true and false, `010` is 8, `1:30` is 90,
/// and `1e-3` is text, since a number with an exponent needs its point and the exponent its sign.
sealed interface PlainValue {
    /// Longer ones are no numbers.
    int LONGEST_NUMBER = 200;

    Pattern FLAG =
            Pattern.compile(
                    "yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF");
    Pattern REAL =
            Pattern.compile(
                    "[-+]?[0-9][0-9_]*\\.[0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|\\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?"
                            + "|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*"
                            + "|[-+]?\\.(?:inf|Inf|INF)"
                            + "|\\.(?:nan|NaN|NAN)");
    Pattern WHOLE =
            Pattern.compile(
                    "[-+]?0b[0-1_]+"
                            + "|[-+]?0[0-7_]+"
                            + "|[-+]?(?:0|[1-9][0-9_]*)"
                            + "|[-+]?0x[0-9a-fA-F_]+"
                            + "|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+");
    Pattern NOTHING = Pattern.compile("~|null|Null|NULL|");
    Pattern TIME =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}"
                            + "|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \\t]+)[0-9]{1,2}"
                            + ":[0-9]{2}:[0-9]{2}(?:\\.[0-9]*)?"
                            + "(?:[ \\t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?");
    Pattern NUMERIC = Pattern.compile("[-+.0-9_:xXeEa-fA-F]*");

    /// No value: `null`, `~`, or nothing at all.
    record Nothing() implements PlainValue {}

    record Flag(boolean value) implements PlainValue {}

    record Whole(BigInteger value) implements PlainValue {}

    record Real(double value) implements PlainValue {}

    record Text(String value) implements PlainValue {}

    /// What no recipe can hold.
    ///
    /// @param what for a message: `a date`
    record Other(String what) implements PlainValue {}

    /// Returns what PyYAML reads.
    static PlainValue of(String text) {
        if (FLAG.matcher(text).matches()) {
            return new Flag(List.of("yes", "true", "on").contains(lower(text)));
        }
        if (text.length() > LONGEST_NUMBER) {
            return NUMERIC.matcher(text).matches()
                    ? new Other("a number of " + text.length() + " digits")
                    : new Text(text);
        }
        if (REAL.matcher(text).matches()) {
            return new Real(real(lower(text.replace("_", ""))));
        }
        if (WHOLE.matcher(text).matches()) {
            return whole(text.replace("_", ""));
        }
        if (text.equals("<<") || text.equals("=")) {
            return new Other("a sign of YAML's own");
        }
        if (NOTHING.matcher(text).matches()) {
            return new Nothing();
        }
        return TIME.matcher(text).matches() ? new Other("a date") : new Text(text);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static double real(String text) {
        double sign = text.startsWith("-") ? -1 : 1;
        String bare = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (bare.equals(".inf")) {
            return sign * Double.POSITIVE_INFINITY;
        }
        if (bare.equals(".nan")) {
            return Double.NaN;
        }
        if (!bare.contains(":")) {
            return sign * Double.parseDouble(bare);
        }
        String[] digits = bare.split(":", -1);
        double value = 0;
        double base = 1;
        for (int i = digits.length - 1; i >= 0; i--) {
            value += Double.parseDouble(digits[i]) * base;
            base *= 60;
        }
        return sign * value;
    }

    private static PlainValue whole(String text) {
        boolean isNegative = text.startsWith("-");
        String bare = isNegative || text.startsWith("+") ? text.substring(1) : text;
        BigInteger value;
        if (bare.equals("0b") || bare.equals("0x")) {
            // `0b_`: PyYAML stumbles over it.
            return new Other("a number without digits");
        } else if (bare.startsWith("0b")) {
            value = new BigInteger(bare.substring(2), 2);
        } else if (bare.startsWith("0x")) {
            value = new BigInteger(bare.substring(2), 16);
        } else if (bare.contains(":")) {
            value = BigInteger.ZERO;
            for (String digit : bare.split(":", -1)) {
                value = value.multiply(BigInteger.valueOf(60)).add(new BigInteger(digit));
            }
        } else {
            value = new BigInteger(bare, bare.startsWith("0") && bare.length() > 1 ? 8 : 10);
        }
        return new Whole(isNegative ? value.negate() : value);
    }
}
