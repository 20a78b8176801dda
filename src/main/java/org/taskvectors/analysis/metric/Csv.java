package org.taskvectors.analysis.metric;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Writes numbers for programs as RFC 4180 text: every digit of every number, an empty field for an
/// undefined one, lines that end with CR LF, no comment line.
public final class Csv {
    private Csv() {}

    /// Returns lines of fields as one text.
    public static String text(List<List<String>> lines) {
        return lines.stream()
                .map(line -> line.stream().map(Csv::field).collect(Collectors.joining(",")))
                .map(line -> line + "\r\n")
                .collect(Collectors.joining());
    }

    /// Returns every digit of the number; empty if it is undefined.
    public static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "";
    }

    /// Returns a value of a quantity; counts have no point.
    public static String number(Quantity quantity, double value) {
        return quantity.isCount() && Double.isFinite(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : number(value);
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
