package org.taskvectors.tokenizer.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.taskvectors.tokenizer.template.Filters.Filter;

/// The filters for single values: what stands in for a missing one, and numbers.
final class ValueFilters {
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d++(?:_\\d++)*+");
    private static final Pattern REAL =
            Pattern.compile(
                    "[+-]?(?:\\d++(?:_\\d++)*+(?:\\.(?:\\d++(?:_\\d++)*+)?+)?+"
                            + "|\\.\\d++(?:_\\d++)*+)(?:[eE][+-]?\\d++(?:_\\d++)*+)?+");

    private ValueFilters() {}

    static void addTo(Map<String, Filter> all) {
        all.put("default", ValueFilters::otherwise);
        all.put("d", ValueFilters::otherwise);
        all.put("int", ValueFilters::whole);
        all.put("float", ValueFilters::real);
        all.put("abs", ValueFilters::absolute);
        all.put("round", ValueFilters::round);
    }

    private static Object otherwise(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("default", "default_value?", "boolean?");
        boolean isMissing =
                value instanceof Undefined || (bound.truth(1, false) && !Types.isTrue(value));
        return isMissing ? bound.or(0, "") : value;
    }

    private static Object whole(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("int", "default?", "base?");
        Object otherwise = bound.or(0, 0L);
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (value instanceof String text) {
            if (bound.integer(1, 10) != 10) {
                throw TemplateError.unsupported("the filter 'int' with another base than 10");
            }
            String digits = Texts.strip(text, Texts::isSpace, true, true);
            if (WHOLE.matcher(digits).matches()) {
                return parsed(digits);
            }
            return real(text)
                    .filter(Double::isFinite)
                    .map(number -> (Object) truncated(number))
                    .orElse(otherwise);
        }
        return switch (Types.number(value)) {
            case Long number -> number;
            case Double number when Double.isInfinite(number) ->
                    throw TemplateError.wrong("cannot convert float infinity to integer");
            case Double number -> Double.isNaN(number) ? otherwise : (Object) truncated(number);
            default -> otherwise;
        };
    }

    private static Object parsed(String digits) {
        try {
            return Long.valueOf(digits.replace("_", ""));
        } catch (NumberFormatException e) {
            throw TemplateError.limit("an integer of more than 64 bits");
        }
    }

    /// Returns a float without what is behind its point.
    static long truncated(double number) {
        if (!(Math.abs(number) < 0x1p63)) {
            throw TemplateError.limit("an integer of more than 64 bits");
        }
        return (long) number;
    }

    private static Optional<Double> real(String text) {
        String digits = Texts.strip(text, Texts::isSpace, true, true);
        if (REAL.matcher(digits).matches()) {
            return Optional.of(Double.valueOf(digits.replace("_", "")));
        }
        String lower = Texts.lower(digits);
        boolean isSigned = lower.startsWith("-") || lower.startsWith("+");
        double sign = lower.startsWith("-") ? -1 : 1;
        return switch (isSigned ? lower.substring(1) : lower) {
            case "inf", "infinity" -> Optional.of(sign * Double.POSITIVE_INFINITY);
            case "nan" -> Optional.of(Double.NaN);
            default -> Optional.empty();
        };
    }

    private static Object real(Run run, Object value, Arguments arguments) {
        Object otherwise = arguments.bind("float", "default?").or(0, 0.0);
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (value instanceof String text) {
            run.read(text);
            return real(text).map(number -> (Object) number).orElse(otherwise);
        }
        return Types.isNumber(value) ? (Object) Types.real(value) : otherwise;
    }

    private static Object absolute(Run run, Object value, Arguments arguments) {
        arguments.bind("abs");
        return switch (Types.number(value)) {
            case Long number -> number < 0 ? Numbers.signed(true, number) : number;
            case Double number -> Math.abs(number);
            default ->
                    throw TemplateError.wrong(
                            "bad operand type for abs(): '" + Types.name(value) + "'");
        };
    }

    private static Object round(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound = arguments.bind("round", "precision?", "method?");
        Object method = bound.or(1, "common");
        long places = bound.integer(0, 0);
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Types.isNumber(value)) {
            throw TemplateError.wrong(
                    "type " + Types.name(value) + " doesn't define __round__ method");
        }
        if (Math.abs(places) > 300 || !method.equals("common")) {
            throw TemplateError.unsupported("the filter 'round' with a method or so many places");
        }
        Object number = Types.number(value);
        if (number instanceof Long whole) {
            return places >= 0
                    ? (Object) whole
                    : (Object)
                            BigDecimal.valueOf(whole)
                                    .setScale((int) places, RoundingMode.HALF_EVEN)
                                    .longValueExact();
        }
        double real = Types.real(number);
        return Double.isFinite(real)
                ? new BigDecimal(real).setScale((int) places, RoundingMode.HALF_EVEN).doubleValue()
                : real;
    }
}
