package org.taskvectors.merge.recipe;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// What a setting says for a tensor. As mergekit's `evaluate_setting`, with Pydantic's reading of
/// values that are of another type than the parameter: text that is a number is that number, `1` is
/// true.
final class Values {
    /// Longer texts are no numbers.
    private static final int LONGEST = 100;

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
    private static final Pattern WHOLE = Pattern.compile("([-+]?[0-9]+)(?:\\.0+)?");
    private static final Pattern UNDERSCORES = Pattern.compile("^_|_$|__");
    private static final Set<String> TRUE = Set.of("1", "on", "t", "true", "y", "yes");
    private static final Set<String> FALSE = Set.of("0", "off", "f", "false", "n", "no");

    private Values() {}

    /// Returns a value as one of a parameter's type; empty if it cannot be one.
    static Optional<Scalar> as(MethodSignature.Kind kind, Scalar value) {
        return switch (kind) {
            case NUMBER -> number(value).map(Scalar.Real::new);
            case WHOLE -> whole(value).map(Scalar.Whole::new);
            case FLAG -> flag(value).map(Scalar.Flag::new);
            case WORD -> Optional.of(value).filter(Scalar.Text.class::isInstance);
        };
    }

    private static Optional<Double> number(Scalar value) {
        return switch (value) {
            case Scalar.Whole whole -> Optional.of((double) whole.value());
            case Scalar.Real real -> Optional.of(real.value());
            case Scalar.Flag flag -> Optional.of(flag.value() ? 1.0 : 0.0);
            case Scalar.Text text -> {
                String bare = bare(text);
                yield NUMBER.matcher(bare).matches()
                        ? Optional.of(Double.parseDouble(bare)).filter(Double::isFinite)
                        : Optional.empty();
            }
        };
    }

    private static Optional<Long> whole(Scalar value) {
        return switch (value) {
            case Scalar.Whole whole -> Optional.of(whole.value());
            case Scalar.Real real -> whole(real.value());
            case Scalar.Flag flag -> Optional.of(flag.value() ? 1L : 0L);
            case Scalar.Text text -> {
                String bare = bare(text);
                Matcher matcher = WHOLE.matcher(bare);
                yield matcher.matches()
                        ? Optional.of(new BigInteger(matcher.group(1)))
                                .filter(number -> number.bitLength() < Long.SIZE)
                                .map(BigInteger::longValue)
                        : Optional.empty();
            }
        };
    }

    private static Optional<Long> whole(double value) {
        return value == Math.rint(value) && Math.abs(value) < 0x1p63
                ? Optional.of((long) value)
                : Optional.empty();
    }

    private static Optional<Boolean> flag(Scalar value) {
        return switch (value) {
            case Scalar.Flag flag -> Optional.of(flag.value());
            case Scalar.Whole whole -> flag((double) whole.value());
            case Scalar.Real real -> flag(real.value());
            case Scalar.Text text -> {
                String word = text.value().toLowerCase(Locale.ROOT);
                yield TRUE.contains(word)
                        ? Optional.of(true)
                        : FALSE.contains(word) ? Optional.of(false) : Optional.empty();
            }
        };
    }

    private static Optional<Boolean> flag(double value) {
        return value == 1 ? Optional.of(true) : value == 0 ? Optional.of(false) : Optional.empty();
    }

    /// The text without what Pydantic passes over in a number: spaces around it, single underscores
    /// within.
    private static String bare(Scalar.Text text) {
        String bare = stripped(text.value());
        return bare.length() > LONGEST || UNDERSCORES.matcher(bare).find()
                ? ""
                : bare.replace("_", "");
    }

    /// Without Unicode's white space at both ends, of which Java's own idea is another.
    private static String stripped(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (begin < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char c) {
        return (c >= '\t' && c <= '\r') || c == 0x85 || Character.isSpaceChar(c);
    }

    /// Returns what a setting says for a tensor; empty if none of its conditions is met.
    ///
    /// @param t how far up its slice the tensor's layer lies, from 0 to 1
    /// @throws Failure with [RecipeProblem#WRONG_VALUE] where it is of another type than the
    ///   parameter
    static Optional<Scalar> of(Setting setting, String tensor, double t, MethodSignature.Kind kind)
            throws Failure {
        return switch (setting) {
            case Setting.One one -> Optional.of(required(kind, one.value()));
            case Setting.Curve curve -> Optional.of(on(curve, t, kind));
            case Setting.Conditions conditions -> {
                for (Setting.Condition condition : conditions.conditions()) {
                    if (condition.meets(tensor)) {
                        yield of(condition.value(), tensor, t, kind);
                    }
                }
                yield Optional.empty();
            }
        };
    }

    private static Scalar on(Setting.Curve curve, double t, MethodSignature.Kind kind)
            throws Failure {
        List<Scalar> anchors = curve.anchors();
        for (Scalar anchor : anchors) {
            required(kind, anchor);
        }
        double scaled = t * (anchors.size() - 1);
        int before = (int) scaled;
        Scalar lower = required(kind, anchors.get(before));
        if (kind == MethodSignature.Kind.FLAG || kind == MethodSignature.Kind.WORD) {
            return lower;
        }
        Scalar upper = required(kind, anchors.get(Math.min(anchors.size() - 1, before + 1)));
        double share = scaled - before;
        // The order of mergekit's own operations, so that the digits are the same.
        double value = (1 - share) * real(lower) + share * real(upper);
        if (!Double.isFinite(value)) {
            throw wrong(kind, Double.toString(value));
        }
        return required(kind, new Scalar.Real(value));
    }

    private static double real(Scalar value) {
        return number(value).orElseThrow();
    }

    private static Scalar required(MethodSignature.Kind kind, Scalar value) throws Failure {
        Optional<Scalar> found = as(kind, value);
        if (found.isEmpty()) {
            throw wrong(kind, value.shown());
        }
        return found.get();
    }

    private static Failure wrong(MethodSignature.Kind kind, String shown) {
        return Failure.of(
                RecipeProblem.WRONG_VALUE,
                null,
                "'" + Shown.of(shown) + "' is not " + words(kind),
                "Write another value");
    }

    /// What values of a kind are called: `a number`.
    static String words(MethodSignature.Kind kind) {
        return switch (kind) {
            case NUMBER -> "a number";
            case WHOLE -> "a whole number";
            case FLAG -> "true or false";
            case WORD -> "a word";
        };
    }
}
