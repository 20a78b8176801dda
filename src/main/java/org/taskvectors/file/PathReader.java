package org.taskvectors.file;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Turns what a person or a document wrote into a path: of this machine's disks, or of a file
/// system that goes by names of its own. Reading asks nothing of disks or networks but whether a
/// file of that very name is there.
@FunctionalInterface
public interface PathReader {
    /// Returns the path that a text means.
    ///
    /// @throws Failure if it looks like a name of another file system and is none
    /// @throws InvalidPathException if it is no path here
    Path path(String text) throws Failure;

    /// Whether a file or folder of this machine has that name; asks no network.
    static boolean isOnDisk(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /// Returns a reader that knows this machine's disks alone.
    static PathReader ofDisks() {
        return Path::of;
    }
}
