package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;

/// Writes a table with pipes, as GitHub's Markdown has it. The format has no rule between rows, so
/// rows that are set off are bold.
final class MarkdownWriter {
    private static final String ALWAYS = "\\`*<>[]~&$|";
    private static final int LEAST = 3;

    private MarkdownWriter() {}

    static List<String> lines(WrittenTable table) {
        List<String> heads =
                table.columns().stream().map(column -> escaped(column.head())).toList();
        List<List<String>> rows = new ArrayList<>();
        for (int row = 0; row < table.rows().size(); row++) {
            boolean bold = table.isSetOff(row);
            rows.add(
                    table.rows().get(row).stream()
                            .map(MarkdownWriter::escaped)
                            .map(cell -> bold && !cell.isEmpty() ? "**" + cell + "**" : cell)
                            .toList());
        }
        List<List<String>> all = new ArrayList<>(rows);
        all.add(heads);
        ColumnWidths widths = new ColumnWidths(table.columns(), all, LEAST);
        List<String> lines = new ArrayList<>();
        lines.add(line(widths.pad(heads)));
        lines.add(line(rule(table, widths)));
        rows.forEach(row -> lines.add(line(widths.pad(row))));
        return lines;
    }

    private static List<String> rule(WrittenTable table, ColumnWidths widths) {
        List<String> rule = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            boolean isNumber = table.columns().get(i).isNumber();
            rule.add("-".repeat(widths.of(i) - (isNumber ? 1 : 0)) + (isNumber ? ":" : ""));
        }
        return rule;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /// A text with backslashes before what Markdown would read as its own. An underscore between
    /// letters, as most names have them, means nothing there and stays as it is.
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isMarkup = ALWAYS.indexOf(c) >= 0 || (c == '_' && !isWithin(text, i));
            escaped.append(isMarkup ? "\\" : "").append(c);
        }
        return escaped.toString();
    }

    private static boolean isWithin(String text, int index) {
        return index > 0
                && index < text.length() - 1
                && Character.isLetterOrDigit(text.charAt(index - 1))
                && Character.isLetterOrDigit(text.charAt(index + 1));
    }
}
