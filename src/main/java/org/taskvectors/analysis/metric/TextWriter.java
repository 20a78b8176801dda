package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Writes a table for a terminal, with rules of box-drawing characters.
final class TextWriter {
    private static final String GAP = "  ";

    private TextWriter() {}

    static List<String> lines(WrittenTable table) {
        List<String> heads = table.columns().stream().map(WrittenTable.Column::head).toList();
        List<List<String>> all = new ArrayList<>(table.rows());
        all.add(heads);
        ColumnWidths widths = new ColumnWidths(table.columns(), all, 0);
        String rule =
                IntStream.range(0, heads.size())
                        .mapToObj(column -> "─".repeat(widths.of(column)))
                        .collect(Collectors.joining(GAP));
        List<String> lines = new ArrayList<>();
        lines.add(line(widths, heads));
        lines.add(rule);
        for (int row = 0; row < table.rows().size(); row++) {
            if (table.hasRuleBefore(row)) {
                lines.add(rule);
            }
            lines.add(line(widths, table.rows().get(row)));
        }
        return lines;
    }

    private static String line(ColumnWidths widths, List<String> cells) {
        return String.join(GAP, widths.pad(cells)).stripTrailing();
    }
}
