package org.taskvectors.ui.sandbox;

import java.util.function.Consumer;
import javafx.scene.control.MenuItem;
import org.taskvectors.figure.Figure;
import org.taskvectors.figure.FigureExport;
import org.taskvectors.figure.FigureFormat;
import org.taskvectors.figure.FigureSize;
import org.taskvectors.figure.FileSlug;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.BoundedName;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.figures.FileSaver;
import org.taskvectors.ui.shell.AppContext;

/// Copies and saves what a panel shows.
///
/// @param told takes a sentence about what was done
record Takings(AppContext context, Consumer<String> told) {
    private static final int DPI = 300;

    /// Puts a text on the clipboard.
    ///
    /// @param what it is: `The table`
    void copy(String text, String what) {
        files().copy(text, what + " is on the clipboard");
    }

    private FileSaver files() {
        return new FileSaver(context, sentence -> told.accept(sentence + "."));
    }

    /// Asks where, and saves a text there.
    ///
    /// @param name of the file without its ending
    /// @param kind what such files are called
    void save(String text, String name, String suffix, String kind) {
        files().save(
                        "Save",
                        BoundedName.of(FileSlug.of(name), "." + suffix),
                        kind,
                        path -> AtomicFile.writeText(path, text));
    }

    /// Asks where, and saves a figure there, as wide as a page.
    void save(Figure figure, FigureFormat format) {
        FigureExport export = new FigureExport(context.program());
        files().save(
                        "Save the figure",
                        BoundedName.of(FileSlug.of(figure.about().title()), "." + format.suffix()),
                        format.label(),
                        path -> export.write(figure, format, FigureSize.TWO_COLUMNS, DPI, path));
    }

    /// Puts a figure on the clipboard as an image.
    void copy(Figure figure) {
        FigureExport export = new FigureExport(context.program());
        context.background()
                .brief(
                        "Copying the figure",
                        (_, _) ->
                                export.render(
                                        figure, FigureFormat.PNG, FigureSize.TWO_COLUMNS, DPI),
                        png -> {
                            Copying.picture(png);
                            told.accept("The figure is on the clipboard.");
                        });
    }

    static MenuItem item(String text, String id, Runnable action) {
        MenuItem item = new MenuItem(text);
        item.setId(id);
        item.setOnAction(_ -> action.run());
        return item;
    }
}
