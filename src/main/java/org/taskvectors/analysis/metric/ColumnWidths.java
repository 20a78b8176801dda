package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;

/// Pads the cells of a table so that they stand under each other in a face of one width.
final class ColumnWidths {
    private final List<WrittenTable.Column> columns;
    private final int[] widths;

    /// @param least the least width of a column
    ColumnWidths(List<WrittenTable.Column> columns, List<List<String>> lines, int least) {
        this.columns = columns;
        this.widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = least;
            for (List<String> line : lines) {
                widths[i] = Math.max(widths[i], width(line.get(i)));
            }
        }
    }

    int of(int column) {
        return widths[column];
    }

    List<String> pad(List<String> cells) {
        List<String> padded = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            String space = " ".repeat(widths[i] - width(cells.get(i)));
            padded.add(columns.get(i).isNumber() ? space + cells.get(i) : cells.get(i) + space);
        }
        return padded;
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
