package org.taskvectors.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Which file a name means, for those that lock one: between opening and locking it another process
/// may have removed or renamed it, and a lock on a file without that name keeps no process out.
final class FileIdentity {
    private FileIdentity() {}

    /// Makes an empty file where there is none.
    static void make(Path path) throws IOException {
        try {
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Left behind, or held.
            return;
        }
    }

    /// Tells one file from another of the same name; null where there is none, and where the system
    /// has nothing for that.
    static @Nullable Object of(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
