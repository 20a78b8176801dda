package org.taskvectors.ui.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.taskvectors.file.Shown;
import org.taskvectors.ui.common.Copying;
import org.taskvectors.ui.shell.AppContext;

/// Takes what is shown out of the window: into a file that a person names, or onto the clipboard.
///
/// @param told takes a sentence about what was done, without its full stop
public record FileSaver(AppContext context, Consumer<String> told) {
    /// Writes a file.
    @FunctionalInterface
    public interface Writing {
        /// @throws IOException a [org.taskvectors.file.Failure] if it cannot be written
        void write(Path path) throws IOException;
    }

    /// Asks where, and writes there in the background.
    ///
    /// @param title of the dialog
    /// @param suggestion a name for the file
    /// @param kind what such files are called
    public void save(String title, String suggestion, String kind, Writing writing) {
        context.dialogs()
                .save(title, suggestion, kind)
                .ifPresent(
                        path ->
                                context.background()
                                        .brief(
                                                "Saving " + path.getFileName(),
                                                (_, _) -> {
                                                    writing.write(path);
                                                    return path;
                                                },
                                                _ -> told.accept("Saved " + Shown.of(path))));
    }

    /// Puts a text on the clipboard.
    ///
    /// @param sentence what is told of it
    public void copy(String text, String sentence) {
        Copying.text(text);
        told.accept(sentence);
    }
}
