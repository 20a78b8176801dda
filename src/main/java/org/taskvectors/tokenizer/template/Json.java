package org.taskvectors.tokenizer.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The `tojson` filter as transformers overrides it: Python's `json.dumps`.
final class Json {
    private final Run run;
    private final boolean isAscii;
    private final Optional<String> indent;
    private final String comma;
    private final String colon;
    private final boolean isSorted;
    private final StringBuilder target = new StringBuilder();

    private Json(
            Run run,
            boolean isAscii,
            Optional<String> indent,
            String comma,
            String colon,
            boolean isSorted) {
        this.run = run;
        this.isAscii = isAscii;
        this.indent = indent;
        this.comma = comma;
        this.colon = colon;
        this.isSorted = isSorted;
    }

    static Object filter(Run run, Object value, Arguments arguments) {
        Arguments.Bound bound =
                arguments.bind("tojson", "ensure_ascii?", "indent?", "separators?", "sort_keys?");
        Optional<String> indent = indent(run, bound.or(1, None.NONE));
        String comma = indent.isPresent() ? "," : ", ";
        String colon = ": ";
        if (bound.or(2, None.NONE) != None.NONE) {
            List<Object> separators = run.all(bound.get(2));
            if (separators.size() != 2
                    || !(separators.get(0) instanceof String first)
                    || !(separators.get(1) instanceof String second)) {
                throw TemplateError.wrong("tojson's separators are not two strings");
            }
            comma = first;
            colon = second;
        }
        Json json =
                new Json(run, bound.truth(0, false), indent, comma, colon, bound.truth(3, false));
        json.write(value, 0);
        return json.target.toString();
    }

    private static Optional<String> indent(Run run, Object value) {
        return switch (value) {
            case None none -> Optional.empty();
            case String text -> Optional.of(text);
            case Undefined undefined -> throw undefined.failure();
            default -> Optional.of(Texts.repeated(run, " ", Types.integer(value)));
        };
    }

    private void append(String text) {
        run.append(target, text);
    }

    private void write(Object value, int level) {
        run.spend(1);
        switch (value) {
            case String text -> quoted(text);
            case Long number -> append(number.toString());
            case Double number -> append(real(number));
            case Boolean truth -> append(truth ? "true" : "false");
            case None none -> append("null");
            case Items items when items.isList() || items.kind() == Items.Kind.TUPLE ->
                    list(items, level);
            case MapValue map -> map(map, level);
            default ->
                    throw TemplateError.wrong(
                            "Object of type " + Types.name(value) + " is not JSON serializable");
        }
    }

    private static String real(double number) {
        if (Double.isNaN(number)) {
            return "NaN";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "Infinity" : "-Infinity";
        }
        return Printing.real(number);
    }

    private void line(int level) {
        if (indent.isPresent()) {
            append("\n");
            append(Texts.repeated(run, indent.get(), level));
        }
    }

    private void list(Items items, int level) {
        if (items.size() == 0) {
            append("[]");
            return;
        }
        run.enter();
        append("[");
        boolean isFirst = true;
        for (Object item : items.all()) {
            append(isFirst ? "" : comma);
            line(level + 1);
            write(item, level + 1);
            isFirst = false;
        }
        line(level);
        append("]");
        run.leave();
    }

    private void map(MapValue map, int level) {
        if (map.size() == 0) {
            append("{}");
            return;
        }
        run.enter();
        append("{");
        boolean isFirst = true;
        for (MapValue.Entry entry : sorted(map)) {
            append(isFirst ? "" : comma);
            line(level + 1);
            quoted(key(entry.key()));
            append(colon);
            write(entry.value(), level + 1);
            isFirst = false;
        }
        line(level);
        append("}");
        run.leave();
    }

    private List<MapValue.Entry> sorted(MapValue map) {
        List<MapValue.Entry> entries = new ArrayList<>(map.entries());
        if (isSorted) {
            Comparator<MapValue.Entry> byKey =
                    (left, right) -> Comparing.order(run, "<", left.key(), right.key());
            Sorting.sort(entries, byKey);
        }
        return entries;
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case Long number -> number.toString();
            case Double number -> real(number);
            case Boolean truth -> truth ? "true" : "false";
            case None none -> "null";
            default ->
                    throw TemplateError.wrong(
                            "keys must be str, int, float, bool or None, not " + Types.name(key));
        };
    }

    private void quoted(String text) {
        run.read(text);
        StringBuilder shown = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> shown.append("\\\"");
                case '\\' -> shown.append("\\\\");
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '\f' -> shown.append("\\f");
                case '\b' -> shown.append("\\b");
                default -> {
                    if (c < 0x20 || (isAscii && c >= 0x7F)) {
                        shown.append(c == 0x7F ? "\u007f" : escaped(c));
                    } else {
                        shown.append(c);
                    }
                }
            }
        }
        append(shown.append('"').toString());
    }

    private static String escaped(char c) {
        String digits = Integer.toHexString(c);
        return "\\u" + "0".repeat(4 - digits.length()) + digits;
    }
}
