package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.figure.FigureFormat;

/// What can be taken out of the place as a whole: its table, and its figures side by side.
final class ExportMenu {
    private ExportMenu() {}

    /// @param shown what is shown when an item is chosen
    static List<MenuItem> items(FigureSaver saver, Supplier<Optional<Answer>> shown) {
        List<MenuItem> items = new ArrayList<>();
        MenuItem copy = new MenuItem("Copy table");
        copy.setOnAction(_ -> shown.get().ifPresent(now -> saver.copy(now.table())));
        MenuItem save = new MenuItem("Save table as CSV…");
        save.setId("save-table");
        save.setOnAction(_ -> shown.get().ifPresent(now -> saver.save(now.table(), now.heading())));
        items.addAll(List.of(copy, save, new SeparatorMenuItem()));
        for (FigureFormat format : List.of(FigureFormat.PDF, FigureFormat.SVG, FigureFormat.PNG)) {
            MenuItem figures = new MenuItem("Save figures side by side as " + format + "…");
            figures.setId("save-figures-" + format.suffix());
            figures.setOnAction(
                    _ ->
                            shown.get()
                                    .ifPresent(
                                            now ->
                                                    saver.saveRow(
                                                            now.panels().stream()
                                                                    .map(FigurePanel::figure)
                                                                    .toList(),
                                                            now.heading(),
                                                            format)));
            items.add(figures);
        }
        return items;
    }
}
