package org.taskvectors.tokenizer.template;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;

/// How Python prints values: `str` and `repr`.
final class Printing {
    private static final int MOST_SHOWN = 200;

    private Printing() {}

    /// Returns a value as `{{ value }}` prints it.
    static String text(Run run, Object value) {
        return switch (value) {
            case String text -> text;
            case Undefined undefined -> "";
            case Long number -> number.toString();
            default -> repr(run, value);
        };
    }

    /// Returns a value as it prints inside a list.
    static String repr(Run run, Object value) {
        StringBuilder target = new StringBuilder();
        repr(run, target, value);
        return target.toString();
    }

    /// Returns a value's `repr` for a message, cut where it is long.
    static String shortRepr(Object value) {
        String shown =
                switch (value) {
                    case String text when text.length() > MOST_SHOWN ->
                            quoted(text.substring(0, MOST_SHOWN)) + "…";
                    case String text -> quoted(text);
                    case Long number -> number.toString();
                    case Double number -> real(number);
                    case Boolean truth -> truth ? "True" : "False";
                    case None none -> "None";
                    default -> "<" + Types.name(value) + ">";
                };
        return shown;
    }

    private static void repr(Run run, StringBuilder target, Object value) {
        run.spend(1);
        switch (value) {
            case String text -> {
                run.allowText(text.length());
                run.append(target, quoted(text));
            }
            case Long number -> run.append(target, number.toString());
            case Double number -> run.append(target, real(number));
            case Boolean truth -> run.append(target, truth ? "True" : "False");
            case None none -> run.append(target, "None");
            case Undefined undefined -> run.append(target, "Undefined");
            case Items items -> items(run, target, items);
            case MapValue map -> map(run, target, map);
            case NamespaceValue namespace -> namespace(run, target, namespace);
            case Loop loop ->
                    run.append(
                            target,
                            "<LoopContext "
                                    + loop.attribute("index").orElseThrow()
                                    + "/"
                                    + loop.length()
                                    + ">");
            case Macro macro -> run.append(target, "<Macro " + quoted(macro.name()) + ">");
            default ->
                    throw TemplateError.unsupported(
                            "printing a "
                                    + Types.name(value)
                                    + ", which Python prints by its address");
        }
    }

    private static void items(Run run, StringBuilder target, Items items) {
        if (items.kind() == Items.Kind.RANGE) {
            run.append(target, items.shown());
            return;
        }
        boolean isTuple = items.kind() == Items.Kind.TUPLE;
        boolean isView = !isTuple && !items.isList();
        run.enter();
        if (isView) {
            run.append(target, items.kind().python() + "(");
        }
        run.append(target, isTuple ? "(" : "[");
        String comma = "";
        for (Object item : items.all()) {
            run.append(target, comma);
            repr(run, target, item);
            comma = ", ";
        }
        if (isTuple && items.size() == 1) {
            run.append(target, ",");
        }
        run.append(target, isTuple ? ")" : "]");
        if (isView) {
            run.append(target, ")");
        }
        run.leave();
    }

    private static void map(Run run, StringBuilder target, MapValue map) {
        run.enter();
        run.append(target, "{");
        String comma = "";
        for (MapValue.Entry entry : map.entries()) {
            run.append(target, comma);
            repr(run, target, entry.key());
            run.append(target, ": ");
            repr(run, target, entry.value());
            comma = ", ";
        }
        run.append(target, "}");
        run.leave();
    }

    private static void namespace(Run run, StringBuilder target, NamespaceValue namespace) {
        run.enter();
        run.append(target, "<Namespace {");
        Iterator<Map.Entry<String, Object>> all = namespace.attributes().entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Object> entry = all.next();
            run.append(target, quoted(entry.getKey()) + ": ");
            repr(run, target, entry.getValue());
            run.append(target, all.hasNext() ? ", " : "");
        }
        run.append(target, "}>");
        run.leave();
    }

    /// Returns a string in quotes, with everything escaped that does not print.
    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder shown = new StringBuilder(text.length() + 2).append(quote);
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == quote || c == '\\') {
                shown.append('\\').append((char) c);
            } else if (isPrintable(c)) {
                shown.appendCodePoint(c);
            } else {
                shown.append(escapeOf(c));
            }
        }
        return shown.append(quote).toString();
    }

    /// Returns the escape that stands for a character.
    static String escapeOf(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> {
                String digits = Integer.toHexString(c);
                if (c < 0x100) {
                    yield "\\x" + "0".repeat(2 - digits.length()) + digits;
                }
                yield c < 0x10000
                        ? "\\u" + "0".repeat(4 - digits.length()) + digits
                        : "\\U" + "0".repeat(8 - digits.length()) + digits;
            }
        };
    }

    private static boolean isPrintable(int c) {
        if (c == ' ') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /// Returns a float by the fewest digits that stand for it, as Python writes it.
    static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = decimal.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = decimal.unscaledValue().abs().toString();
        String mantissa =
                digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return (number < 0 ? "-" : "")
                + mantissa.toLowerCase(Locale.ROOT)
                + (exponent < 0 ? "e-" : "e+")
                + size;
    }
}
