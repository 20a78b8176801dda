package org.taskvectors.workspace;

import java.nio.file.Path;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.file.Failure;

/// Where a checkpoint lies, and what a person said of it.
///
/// @param path the file or folder
public record Located(Path path, OpenOptions said) {
    /// One that nobody said anything of.
    public static Located of(Path path) {
        return new Located(path, OpenOptions.NONE);
    }

    /// One as the workspace knows it.
    public static Located of(FileItem item) {
        return new Located(item.path(), item.said());
    }

    /// @throws Failure where it cannot be opened
    public Checkpoint open() throws Failure {
        return Checkpoints.open(path, said);
    }
}
