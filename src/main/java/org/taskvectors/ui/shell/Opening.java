package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;

/// Takes files and folders into the library: recognises them in the background, adds what is a
/// checkpoint, says why not where one is not.
@FunctionalInterface
public interface Opening {
    /// Takes them in and shows the library.
    void open(List<Path> paths);

    /// Takes them in while the person stays in the place where they are.
    default void add(List<Path> paths) {
        open(paths);
    }
}
