package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.ui.figures.FigureSaver;

/// What can be taken out of the place as a whole: its table, and its figures side by side.
///
/// @param shown what is shown when an item is chosen
record ExportMenu(FigureSaver figures, TableSaver tables, Supplier<Optional<Answer>> shown) {
    /// Everything that can be taken out.
    List<MenuItem> all() {
        List<MenuItem> items = new ArrayList<>(ofTable());
        items.add(new SeparatorMenuItem());
        for (FigureFormat format : List.of(FigureFormat.PDF, FigureFormat.SVG, FigureFormat.PNG)) {
            items.add(
                    item(
                            "Save figures side by side as " + format + "…",
                            "save-figures-" + format.suffix(),
                            now ->
                                    figures.saveRow(
                                            now.panels().stream().map(FigurePanel::figure).toList(),
                                            now.heading(),
                                            format)));
        }
        return items;
    }

    /// What can be done with the table.
    List<MenuItem> ofTable() {
        List<MenuItem> items = new ArrayList<>();
        items.add(item("Copy table", "copy-table", now -> tables.copy(now.table())));
        for (TableFormat format : List.of(TableFormat.MARKDOWN, TableFormat.LATEX)) {
            items.add(
                    item(
                            "Copy table as " + format.label(),
                            "copy-table-" + format.word(),
                            now -> tables.copy(now.table(), format)));
        }
        items.add(new SeparatorMenuItem());
        for (TableFormat format :
                List.of(TableFormat.CSV, TableFormat.MARKDOWN, TableFormat.LATEX)) {
            items.add(
                    item(
                            "Save table as " + format.label() + "…",
                            "save-table-" + format.word(),
                            now -> tables.save(now.table(), now.heading(), format)));
        }
        return items;
    }

    private MenuItem item(String text, String id, Consumer<Answer> action) {
        MenuItem item = new MenuItem(text);
        item.setId(id);
        item.setOnAction(_ -> shown.get().ifPresent(action));
        return item;
    }
}
