package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The system's dialogs for files, so that a view model can be tested without them. Each waits for
/// the person; empty means that they thought better of it.
public interface FileDialogs {
    /// Any number of files.
    List<Path> openFiles(String title);

    /// Any number of files that are no checkpoints.
    ///
    /// @param kind what such files are called: `Rows`
    /// @param patterns of their names: `*.tsv`
    default List<Path> openFiles(String title, String kind, List<String> patterns) {
        return openFiles(title);
    }

    Optional<Path> openFolder(String title);

    /// Where to save.
    ///
    /// @param suggestion a file name with its ending
    /// @param kind what such files are called: `SVG drawing`
    Optional<Path> save(String title, String suggestion, String kind);
}
