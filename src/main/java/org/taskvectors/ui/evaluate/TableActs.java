package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.MenuItem;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.study.StudyTable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.shell.AppContext;

/// Copies tables and saves them as files.
///
/// @param told takes a sentence about what was done
record TableActs(AppContext context, Consumer<String> told) {
    private static final List<TableFormat> FORMATS =
            List.of(TableFormat.CSV, TableFormat.MARKDOWN, TableFormat.LATEX);

    /// What can be done with a table.
    ///
    /// @param table the one that is shown when an item is chosen
    List<MenuItem> ofTable(Supplier<Optional<StudyTable>> table) {
        List<MenuItem> items = new ArrayList<>();
        items.add(Nodes.item("Copy table", () -> table.get().ifPresent(now -> copy(now.tabbed()))));
        for (TableFormat format : FORMATS) {
            items.add(
                    Nodes.item(
                            "Save table as " + format.label() + "…",
                            () -> table.get().ifPresent(now -> save(now, format))));
        }
        return items;
    }

    private void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
        told.accept("The table is on the clipboard");
    }

    private void save(StudyTable table, TableFormat format) {
        context.dialogs()
                .save("Save the table", table.name() + "." + format.suffix(), format.label())
                .ifPresent(
                        path ->
                                context.background()
                                        .brief(
                                                "Saving " + path.getFileName(),
                                                (_, _) -> {
                                                    AtomicFile.writeText(path, table.write(format));
                                                    return path;
                                                },
                                                _ -> told.accept("Saved " + Shown.of(path))));
    }
}
