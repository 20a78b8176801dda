package org.taskvectors.ui.shell;

import java.nio.file.Path;
import java.util.List;

/// Takes files and folders into the library: recognises them in the background, adds what is a
/// checkpoint, says why not where one is not.
@FunctionalInterface
public interface Opening {
    void open(List<Path> paths);
}
