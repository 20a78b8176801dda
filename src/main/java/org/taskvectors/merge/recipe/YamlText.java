package org.taskvectors.merge.recipe;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Writes YAML that PyYAML and every reader of YAML 1.2 read alike. Values are a [Map] with texts
/// as keys, a [List], or a [Scalar].
final class YamlText {
    /// Texts of such characters need no quotes, where they are not read as something else.
    private static final Pattern SAFE =
            Pattern.compile(
                    "[A-Za-z0-9_./][A-Za-z0-9_./+@-]*(?: [A-Za-z0-9_./+@(][A-Za-z0-9_./+@()-]*)*");

    /// What readers of YAML 1.2 may take for a number, and YAML 1.1 does not.
    private static final Pattern LIKE_NUMBER =
            Pattern.compile("[-+]?[.0-9][-+0-9_.eExXoOa-fA-F:]*|[.]?(?i:inf|nan|y|n|null)");

    private static final int INDENT = 2;

    private YamlText() {}

    /// Returns a document of keys with values.
    static String document(Map<String, Object> root) {
        StringBuilder text = new StringBuilder();
        root.forEach((key, value) -> text.append(section(key, value)));
        return text.toString();
    }

    /// Returns one key of a document with its value, whole lines.
    static String section(String key, Object value) {
        StringBuilder text = new StringBuilder();
        entry(key, value, 0, text);
        return text.toString();
    }

    /// Returns a value on one line.
    static String inline(Object value) {
        return switch (value) {
            case Scalar scalar -> scalar(scalar);
            case List<?> list ->
                    list.stream().map(YamlText::inline).collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(one -> text((String) one.getKey()) + ": " + inline(one.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            default -> throw new IllegalArgumentException("no value of YAML: " + value);
        };
    }

    private static void entry(String key, Object value, int indent, StringBuilder text) {
        text.repeat(' ', indent).append(text(key)).append(':');
        value(value, indent, text);
    }

    /// Writes a value behind its key.
    private static void value(Object value, int indent, StringBuilder text) {
        if (value instanceof Scalar.Text(String content) && isBlock(content)) {
            block(content, indent + INDENT, text);
        } else if (isFlow(value)) {
            text.append(' ').append(inline(value)).append('\n');
        } else {
            text.append('\n');
            lines(value, indent + INDENT, text);
        }
    }

    private static void lines(Object value, int indent, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, one) -> entry((String) key, one, indent, text));
            case List<?> list -> list.forEach(one -> item(one, indent, text));
            default -> throw new IllegalArgumentException("no lines: " + value);
        }
    }

    /// Writes an item of a list: the first key of an item stands behind the dash.
    private static void item(Object value, int indent, StringBuilder text) {
        if (isFlow(value)) {
            text.repeat(' ', indent).append("- ").append(inline(value)).append('\n');
            return;
        }
        StringBuilder lines = new StringBuilder();
        lines(value, indent + INDENT, lines);
        lines.setCharAt(indent, '-');
        text.append(lines);
    }

    /// Whether a value stands on one line: single values, lists of them, and what is empty.
    private static boolean isFlow(Object value) {
        return switch (value) {
            case List<?> list -> list.stream().allMatch(Scalar.class::isInstance);
            case Map<?, ?> map -> map.isEmpty();
            default -> true;
        };
    }

    private static String scalar(Scalar scalar) {
        return switch (scalar) {
            case Scalar.Whole whole -> Long.toString(whole.value());
            case Scalar.Flag flag -> Boolean.toString(flag.value());
            case Scalar.Real real -> real(real.value());
            case Scalar.Text text -> text(text.value());
        };
    }

    /// Returns a number with its point, and with the sign of its exponent: YAML 1.1 takes no other.
    private static String real(double value) {
        String text = Double.toString(value);
        int exponent = text.indexOf('E');
        if (exponent < 0) {
            return text;
        }
        String digits = text.substring(exponent + 1);
        return text.substring(0, exponent) + "e" + (digits.startsWith("-") ? "" : "+") + digits;
    }

    static String text(String text) {
        return SAFE.matcher(text).matches()
                        && text.length() <= PlainValue.LONGEST_NUMBER
                        && PlainValue.of(text) instanceof PlainValue.Text
                        && !LIKE_NUMBER.matcher(text).matches()
                ? text
                : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '"' -> quoted.append("\\\"");
                                case '\\' -> quoted.append("\\\\");
                                case '\n' -> quoted.append("\\n");
                                case '\t' -> quoted.append("\\t");
                                case '\r' -> quoted.append("\\r");
                                default -> {
                                    if (isPrintable(c)) {
                                        quoted.appendCodePoint(c);
                                    } else {
                                        String digits = Integer.toHexString(c);
                                        quoted.append(c > 0xFFFF ? "\\U" : "\\u")
                                                .repeat('0', (c > 0xFFFF ? 8 : 4) - digits.length())
                                                .append(digits);
                                    }
                                }
                            }
                        });
        return quoted.append('"').toString();
    }

    /// What stands for itself in YAML 1.1 and 1.2, but for line breaks.
    private static boolean isPrintable(int c) {
        return (c >= 0x20 && c <= 0x7E)
                || (c >= 0xA0 && c <= 0xD7FF && c != 0x2028 && c != 0x2029)
                || (c >= 0xE000 && c <= 0xFFFD && c != 0xFEFF)
                || (c >= 0x10000 && c <= 0x10FFFF);
    }

    /// Whether a text is written line by line.
    private static boolean isBlock(String text) {
        return text.contains("\n")
                && !text.endsWith("\n\n")
                && text.lines().noneMatch(line -> line.isBlank() && !line.isEmpty())
                && text.charAt(0) > ' '
                && text.codePoints().allMatch(c -> c == '\n' || isPrintable(c));
    }

    private static void block(String text, int indent, StringBuilder out) {
        out.append(text.endsWith("\n") ? " |\n" : " |-\n");
        text.lines()
                .forEach(
                        line -> {
                            if (!line.isEmpty()) {
                                out.repeat(' ', indent).append(line);
                            }
                            out.append('\n');
                        });
    }
}
