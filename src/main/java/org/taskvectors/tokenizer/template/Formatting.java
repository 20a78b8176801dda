package org.taskvectors.tokenizer.template;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The two ways in which Python fills values into a string: `%` and `str.format`, with the
/// conversions that chat templates use; others are refused.
final class Formatting {
    private static final Pattern PERCENT =
            Pattern.compile(
                    "%(?:\\((\\w+)\\))?([-+ 0]*)(\\d{0,4})(?:\\.(\\d{1,3}))?(.)?", Pattern.DOTALL);
    private static final Pattern SPECIFICATION =
            Pattern.compile("(?:(.)?([<>^]))?([+ ]?)(0?)(\\d{0,4})(,?)(?:\\.(\\d{1,3}))?([dfs]?)");

    private Formatting() {}

    static String percent(Run run, String format, Object values) {
        run.read(format);
        boolean isTuple = values instanceof Items items && items.kind() == Items.Kind.TUPLE;
        List<Object> all = isTuple ? ((Items) values).all() : List.of(values);
        StringBuilder text = new StringBuilder();
        Matcher matcher = PERCENT.matcher(format);
        int from = 0;
        int used = 0;
        while (matcher.find()) {
            run.append(text, format.substring(from, matcher.start()));
            from = matcher.end();
            String conversion = matcher.group(5);
            if (conversion == null) {
                throw TemplateError.wrong("incomplete format");
            }
            if (conversion.equals("%")) {
                run.append(text, "%");
                continue;
            }
            Object value;
            if (matcher.group(1) != null) {
                if (!(values instanceof MapValue map)) {
                    throw TemplateError.wrong("format requires a mapping");
                }
                value =
                        map.get(run, matcher.group(1))
                                .orElseThrow(
                                        () ->
                                                TemplateError.wrong(
                                                        Printing.quoted(matcher.group(1))));
            } else {
                if (used >= all.size()) {
                    throw TemplateError.wrong("not enough arguments for format string");
                }
                value = all.get(used);
                used++;
            }
            run.append(text, converted(run, conversion, matcher, value));
        }
        run.append(text, format.substring(from));
        if (used < all.size() && !(values instanceof MapValue) && (isTuple || used == 0)) {
            if (isTuple || !(values instanceof Items)) {
                throw TemplateError.wrong("not all arguments converted during string formatting");
            }
        }
        return text.toString();
    }

    private static String converted(Run run, String conversion, Matcher matcher, Object value) {
        String precision = matcher.group(4) == null ? "" : matcher.group(4);
        String flags = matcher.group(2);
        boolean isNumeric = !conversion.equals("s") && !conversion.equals("r");
        String body =
                switch (conversion) {
                    case "s" -> cut(Printing.text(run, value), precision);
                    case "r" -> cut(Printing.repr(run, value), precision);
                    case "d", "i" -> whole(value);
                    case "f" ->
                            fixed(number(value, "f"), precision.isEmpty() ? 6 : places(precision));
                    default ->
                            throw TemplateError.unsupported(
                                    "the conversion %" + conversion + " in a format");
                };
        if (isNumeric && !precision.isEmpty() && !conversion.equals("f")) {
            throw TemplateError.unsupported("a precision with %" + conversion);
        }
        if (isNumeric && !body.startsWith("-")) {
            body = (flags.contains("+") ? "+" : flags.contains(" ") ? " " : "") + body;
        }
        int width = matcher.group(3).isEmpty() ? 0 : Integer.parseInt(matcher.group(3));
        if (flags.contains("-")) {
            return body + blanks(width, body);
        }
        if (isNumeric && flags.contains("0")) {
            return zeros(width, body);
        }
        return blanks(width, body) + body;
    }

    private static int places(String precision) {
        return Integer.parseInt(precision);
    }

    private static String cut(String text, String precision) {
        if (precision.isEmpty() || Texts.length(text) <= places(precision)) {
            return text;
        }
        return text.substring(0, Texts.offset(text, places(precision)));
    }

    private static String blanks(int width, String body) {
        return " ".repeat(Math.max(0, width - Texts.length(body)));
    }

    private static String zeros(int width, String body) {
        int sign = !body.isEmpty() && "+- ".indexOf(body.charAt(0)) >= 0 ? 1 : 0;
        return body.substring(0, sign)
                + "0".repeat(Math.max(0, width - body.length()))
                + body.substring(sign);
    }

    private static Object number(Object value, String conversion) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
        if (!Types.isNumber(value)) {
            throw TemplateError.wrong(
                    "%"
                            + conversion
                            + " format: a real number is required, not "
                            + Types.name(value));
        }
        return Types.number(value);
    }

    private static String whole(Object value) {
        Object number = number(value, "d");
        return number instanceof Double real
                ? Long.toString(ValueFilters.truncated(real))
                : number.toString();
    }

    private static String fixed(Object number, int places) {
        double real = Types.real(number);
        if (!Double.isFinite(real)) {
            return Printing.real(real);
        }
        BigDecimal exact =
                number instanceof Long whole ? BigDecimal.valueOf(whole) : new BigDecimal(real);
        String text = exact.setScale(places, RoundingMode.HALF_EVEN).toPlainString();
        boolean isNegative = real < 0 || (real == 0 && 1 / real < 0);
        return isNegative && !text.startsWith("-") ? "-" + text : text;
    }

    /// `str.format`.
    static String braces(Run run, String format, Arguments arguments) {
        run.read(format);
        StringBuilder text = new StringBuilder();
        int automatic = 0;
        int i = 0;
        while (i < format.length()) {
            char c = format.charAt(i);
            if ((c == '{' || c == '}') && i + 1 < format.length() && format.charAt(i + 1) == c) {
                run.append(text, String.valueOf(c));
                i += 2;
            } else if (c == '}') {
                throw TemplateError.wrong("Single '}' encountered in format string");
            } else if (c == '{') {
                int end = format.indexOf('}', i);
                if (end < 0) {
                    throw TemplateError.wrong("expected '}' before end of string");
                }
                String field = format.substring(i + 1, end);
                int colon = field.indexOf(':');
                String name = colon < 0 ? field : field.substring(0, colon);
                String specification = colon < 0 ? "" : field.substring(colon + 1);
                Object value = field(name, automatic, arguments);
                automatic += name.isEmpty() ? 1 : 0;
                run.append(text, specified(run, value, specification));
                i = end + 1;
            } else {
                int next = i;
                while (next < format.length() && "{}".indexOf(format.charAt(next)) < 0) {
                    next++;
                }
                run.append(text, format.substring(i, next));
                i = next;
            }
        }
        return text.toString();
    }

    private static Object field(String name, int automatic, Arguments arguments) {
        if (name.isEmpty() || name.matches("\\d{1,6}")) {
            int index = name.isEmpty() ? automatic : Integer.parseInt(name);
            if (index >= arguments.size()) {
                throw TemplateError.wrong(
                        "Replacement index " + index + " out of range for positional args tuple");
            }
            return arguments.positional().get(index);
        }
        if (!name.matches("\\w+")) {
            throw TemplateError.unsupported("the field {" + name + "} in a format");
        }
        Object value = arguments.named().get(name);
        if (value == null) {
            throw TemplateError.wrong(Printing.quoted(name));
        }
        return value;
    }

    private static String specified(Run run, Object value, String specification) {
        if (specification.isEmpty()) {
            return Printing.text(run, value);
        }
        Matcher matcher = SPECIFICATION.matcher(specification);
        boolean isNumber = value instanceof Long || value instanceof Double;
        if (!matcher.matches() || !(isNumber || value instanceof String)) {
            throw TemplateError.unsupported("the format :" + specification);
        }
        String kind = matcher.group(8);
        boolean hasPlaces = matcher.group(7) != null;
        String body;
        if (value instanceof String text && (kind.isEmpty() || kind.equals("s"))) {
            body = cut(text, hasPlaces ? matcher.group(7) : "");
        } else if (value instanceof Long whole
                && (kind.isEmpty() || kind.equals("d"))
                && !hasPlaces) {
            body = whole.toString();
        } else if (isNumber && kind.equals("f")) {
            body = fixed(value, hasPlaces ? places(matcher.group(7)) : 6);
        } else {
            throw TemplateError.unsupported(
                    "the format :" + specification + " for " + Types.name(value));
        }
        return aligned(matcher, body, isNumber, specification);
    }

    private static String aligned(
            Matcher matcher, String plain, boolean isNumber, String specification) {
        if ((!matcher.group(3).isEmpty() || !matcher.group(4).isEmpty()) && !isNumber) {
            throw TemplateError.unsupported("the format :" + specification + " for a string");
        }
        if (!matcher.group(6).isEmpty()) {
            throw TemplateError.unsupported("the format :" + specification);
        }
        String body = plain.startsWith("-") ? plain : matcher.group(3) + plain;
        int width = matcher.group(5).isEmpty() ? 0 : Integer.parseInt(matcher.group(5));
        if (!matcher.group(4).isEmpty() && matcher.group(2) == null) {
            return zeros(width, body);
        }
        String fill =
                matcher.group(1) != null
                        ? matcher.group(1)
                        : matcher.group(4).isEmpty() ? " " : "0";
        String align = matcher.group(2) != null ? matcher.group(2) : isNumber ? ">" : "<";
        int missing = Math.max(0, width - Texts.length(body));
        return switch (align) {
            case "<" -> body + fill.repeat(missing);
            case ">" -> fill.repeat(missing) + body;
            default -> fill.repeat(missing / 2) + body + fill.repeat(missing - missing / 2);
        };
    }
}
