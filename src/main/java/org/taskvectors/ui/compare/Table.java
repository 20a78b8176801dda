package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.taskvectors.analysis.Group;
import org.taskvectors.ui.common.Numbers;

/// The numbers of the figures as a table.
///
/// @param columns the columns of numbers; the first column of all holds the group's name
/// @param rows one for each group
public record Table(String groupTitle, List<Column> columns, List<Row> rows) {
    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /// How the numbers of a column are written.
    public enum Form {
        COUNT,
        NORM,
        /// In percent, three decimals.
        RELATIVE,
        /// In percent, one decimal.
        SHARE,
        /// Four decimals.
        COSINE;

        public String write(double value) {
            return switch (this) {
                case COUNT -> Double.isNaN(value) ? Numbers.DASH : Numbers.count(Math.round(value));
                case NORM -> Numbers.norm(value);
                case RELATIVE -> Numbers.fixed(value, 3);
                case SHARE -> Numbers.fixed(value, 1);
                case COSINE -> Numbers.cosine(value);
            };
        }
    }

    /// A column of numbers.
    ///
    /// @param title its head, with the unit: `relative SST-2, %`
    public record Column(String title, Form form) {}

    /// A row.
    ///
    /// @param index its place among the groups, for the order of the model
    /// @param values one for each column; NaN is undefined
    public record Row(int index, Group group, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    /// Every digit of every number as RFC 4180 text, undefined as an empty field.
    public String csv() {
        List<String> lines = new ArrayList<>();
        lines.add(line(groupTitle, columns.stream().map(Column::title).toList()));
        for (Row row : rows) {
            lines.add(
                    line(
                            row.group().label(),
                            row.values().stream().map(value -> exact(value)).toList()));
        }
        return lines.stream().map(line -> line + "\r\n").collect(Collectors.joining());
    }

    /// As it is shown, with tabs between the columns: what a spreadsheet takes from the clipboard.
    public String tabbed() {
        StringBuilder text = new StringBuilder(groupTitle);
        columns.forEach(column -> text.append('\t').append(column.title()));
        for (Row row : rows) {
            text.append('\n').append(row.group().label());
            for (int i = 0; i < columns.size(); i++) {
                double value = row.values().get(i);
                text.append('\t');
                if (!Double.isNaN(value)) {
                    text.append(exact(value));
                }
            }
        }
        return text.append('\n').toString();
    }

    private static String exact(double value) {
        if (!Double.isFinite(value)) {
            return "";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.toString(value);
    }

    private static String line(String first, List<String> rest) {
        List<String> fields = new ArrayList<>(List.of(field(first)));
        rest.forEach(text -> fields.add(field(text)));
        return String.join(",", fields);
    }

    private static String field(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
