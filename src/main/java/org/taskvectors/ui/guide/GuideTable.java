package org.taskvectors.ui.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.Node;

/// A table of a page: its columns share the width by what they hold, and their words wrap.
final class GuideTable {
    /// A column gets room for so many characters at least, and no more room for more than the most.
    private static final int LEAST = 12;

    private static final int MOST = 60;
    private static final double PERCENT = 100;

    private GuideTable() {}

    static GridPane of(TableBlock table, Consumer<String> follow) {
        List<List<TableCell>> rows = rows(table);
        GridPane grid = new GridPane();
        grid.getColumnConstraints().setAll(columns(rows));
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < rows.get(row).size(); column++) {
                grid.add(cell(rows.get(row).get(column), follow), column, row);
            }
        }
        return grid;
    }

    private static Region cell(TableCell cell, Consumer<String> follow) {
        StackPane box = new StackPane(GuideWords.of(cell, follow));
        box.getStyleClass().add("guide-cell");
        if (cell.isHeader()) {
            box.getStyleClass().add("guide-head");
        }
        box.setMinWidth(0);
        return box;
    }

    private static List<ColumnConstraints> columns(List<List<TableCell>> rows) {
        int count = rows.stream().mapToInt(List::size).max().orElse(0);
        List<Integer> widths =
                IntStream.range(0, count).mapToObj(column -> characters(rows, column)).toList();
        double all = widths.stream().mapToInt(Integer::intValue).sum();
        return widths.stream()
                .map(
                        width -> {
                            ColumnConstraints one = new ColumnConstraints();
                            one.setPercentWidth(PERCENT * width / all);
                            one.setFillWidth(true);
                            return one;
                        })
                .toList();
    }

    private static int characters(List<List<TableCell>> rows, int column) {
        return rows.stream()
                .filter(row -> row.size() > column)
                .mapToInt(row -> GuideMarkdown.plain(row.get(column)).length())
                .map(length -> Math.clamp(length, LEAST, MOST))
                .max()
                .orElse(LEAST);
    }

    private static List<List<TableCell>> rows(TableBlock table) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                List<TableCell> cells = new ArrayList<>();
                for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                    if (cell instanceof TableCell one) {
                        cells.add(one);
                    }
                }
                rows.add(List.copyOf(cells));
            }
        }
        return rows;
    }
}
