package org.taskvectors.file;

import java.nio.file.Path;
import java.util.Optional;

/// A file system whose files lie on another machine. A path that a saved document names rests:
/// reading it fails until a person asks for it, so that a program that starts asks no network.
public interface FarFiles {
    /// What stands before the names of models on a hub.
    String BEGINNING = "hf:";

    /// Whether nothing is asked until a person wants it.
    boolean isResting();

    /// Lets it ask from now on, and anew where it was asked before in vain.
    void wake();

    /// Returns the far file system of a path; empty if the path lies on this machine.
    static Optional<FarFiles> of(Path path) {
        return path.getFileSystem() instanceof FarFiles far ? Optional.of(far) : Optional.empty();
    }

    /// Whether a path lies on another machine.
    static boolean isFar(Path path) {
        return of(path).isPresent();
    }
}
