package org.taskvectors.workspace.instance;

import java.nio.file.Path;
import java.util.List;

/// What a second start of the program asks of the window that is open already. The window comes to
/// the front whatever else is asked.
///
/// @param paths what to open, absolute
/// @param sample whether to open the sample
public record HandOver(List<Path> paths, boolean sample) {
    /// Asks for nothing but the window.
    public static final HandOver FRONT = new HandOver(List.of(), false);

    public HandOver {
        paths = paths.stream().map(path -> path.toAbsolutePath().normalize()).toList();
    }
}
