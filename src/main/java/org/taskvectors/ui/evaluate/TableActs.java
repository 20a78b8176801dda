package org.taskvectors.ui.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.scene.control.MenuItem;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.study.StudyTable;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.figures.FileSaver;
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
        files().copy(text, "The table is on the clipboard");
    }

    private void save(StudyTable table, TableFormat format) {
        files().save(
                        "Save the table",
                        table.name() + "." + format.suffix(),
                        format.label(),
                        path -> AtomicFile.writeText(path, table.write(format)));
    }

    private FileSaver files() {
        return new FileSaver(context, told);
    }
}
