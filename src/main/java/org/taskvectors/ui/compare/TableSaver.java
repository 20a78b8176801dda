package org.taskvectors.ui.compare;

import java.util.function.Consumer;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import org.taskvectors.analysis.metric.NumbersTable;
import org.taskvectors.analysis.metric.TableFormat;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.ui.shell.AppContext;

/// Copies the table of numbers and saves it as a file.
final class TableSaver {
    private final AppContext context;
    private final Consumer<String> told;

    /// @param told takes a sentence about what was done
    TableSaver(AppContext context, Consumer<String> told) {
        this.context = context;
        this.told = told;
    }

    /// Puts the table on the clipboard for a spreadsheet, with every digit.
    void copy(NumbersTable table) {
        put(table.tabbed(), "The table is on the clipboard");
    }

    /// Puts the table on the clipboard for a document.
    void copy(NumbersTable table, TableFormat format) {
        put(table.write(format), "The table is on the clipboard as " + format.label());
    }

    private void put(String text, String sentence) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
        told.accept(sentence);
    }

    /// Asks where, and saves the table there.
    void save(NumbersTable table, String heading, TableFormat format) {
        String text = table.write(format);
        String name = FileSlug.of(heading + " by " + table.groupTitle());
        context.dialogs()
                .save("Save the table", name + "." + format.suffix(), format.label())
                .ifPresent(
                        path ->
                                context.background()
                                        .brief(
                                                "Saving " + path.getFileName(),
                                                (_, _) -> {
                                                    AtomicFile.writeText(path, text);
                                                    return path;
                                                },
                                                _ -> told.accept("Saved " + path)));
    }
}
