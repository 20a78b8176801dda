package org.taskvectors.ui.compare;

import java.util.function.Consumer;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.ui.figures.FileSaver;
import org.taskvectors.ui.shell.AppContext;

/// Copies the table of numbers and saves it as a file.
final class TableSaver {
    private final FileSaver files;

    /// @param told takes a sentence about what was done
    TableSaver(AppContext context, Consumer<String> told) {
        files = new FileSaver(context, told);
    }

    /// Puts the table on the clipboard for a spreadsheet, with every digit.
    void copy(NumbersTable table) {
        files.copy(table.tabbed(), "The table is on the clipboard");
    }

    /// Puts the table on the clipboard for a document.
    void copy(NumbersTable table, TableFormat format) {
        files.copy(table.write(format), "The table is on the clipboard as " + format.label());
    }

    /// Asks where, and saves the table there.
    void save(NumbersTable table, String heading, TableFormat format) {
        String text = table.write(format);
        String name = FileSlug.of(heading + " by " + table.groupTitle());
        files.save(
                "Save the table",
                name + "." + format.suffix(),
                format.label(),
                path -> AtomicFile.writeText(path, text));
    }
}
