package org.taskvectors.checkpoint;

import java.nio.file.Path;
import org.taskvectors.file.Failure;

/// What a request names instead of an open checkpoint: where one lies, and what a person said of
/// it.
///
/// @param path its file or folder
/// @param said what a person said besides: the scale of an adapter, which one of several is meant
public record Located(Path path, OpenOptions said) {
    /// A place of which nothing was said.
    public static Located of(Path path) {
        return new Located(path, OpenOptions.NONE);
    }

    /// Opens it; only headers are read.
    ///
    /// @throws Failure where it cannot be opened
    public Checkpoint open() throws Failure {
        return Checkpoints.open(path, said);
    }
}
