package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.file.Shown;

/// A table for a terminal: heads over columns, numbers against the right edge, words against the
/// left.
final class TextTable {
    private static final String GAP = "  ";

    private record Column(String head, boolean isNumber) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();
    private int ruleBefore = -1;

    TextTable words(String head) {
        columns.add(new Column(head, false));
        return this;
    }

    TextTable numbers(String head) {
        columns.add(new Column(head, true));
        return this;
    }

    void row(List<String> cells) {
        if (cells.size() != columns.size()) {
            throw new IllegalArgumentException(cells.size() + " cells, " + columns.size());
        }
        // Names come out of files that anybody may have written.
        rows.add(cells.stream().map(Shown::of).toList());
    }

    /// A line between what was added and what follows.
    void rule() {
        ruleBefore = rows.size();
    }

    void print(PrintWriter out) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(columns.get(i).head);
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        out.println(line(columns.stream().map(Column::head).toList(), widths));
        out.println(rule(widths));
        for (int i = 0; i < rows.size(); i++) {
            if (i == ruleBefore && i > 0) {
                out.println(rule(widths));
            }
            out.println(line(rows.get(i), widths));
        }
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - width(cells.get(i)));
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).isNumber ? space : "");
            line.append(cells.get(i));
            line.append(columns.get(i).isNumber ? "" : space);
        }
        return line.toString().stripTrailing();
    }

    private static String rule(int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "" : GAP).append("─".repeat(widths[i]));
        }
        return line.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
