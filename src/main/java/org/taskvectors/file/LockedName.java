package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Takes a lock on the file of a name, whichever kind of lock: not on one that had the name just
/// now, which would keep no other process out.
final class LockedName {
    private static final int TRIES = 16;

    private LockedName() {}

    /// Opens a file and locks it.
    @FunctionalInterface
    interface Locking {
        /// @return what gives the lock up; empty while another holder has it
        /// @throws NoSuchFileException where the file was removed since it was made
        Optional<Closeable> lock(Path path) throws IOException;
    }

    /// Makes the file where there is none, with the folders above it, and locks it.
    ///
    /// @return empty while another holder has it
    /// @throws Failure what `locking` throws, or where the file cannot be made
    static Optional<Closeable> take(Path path, Locking locking) throws Failure {
        try {
            for (int i = 0; i < TRIES; i++) {
                Optional<Closeable> held;
                @Nullable Object before;
                try {
                    Path folder = path.toAbsolutePath().getParent();
                    if (folder != null) {
                        Files.createDirectories(folder);
                    }
                    FileIdentity.make(path);
                    before = FileIdentity.of(path);
                    held = locking.lock(path);
                } catch (NoSuchFileException e) {
                    // Removed meanwhile, by who held it before or by a tool that cleans up.
                    continue;
                }
                if (held.isEmpty()) {
                    return held;
                }
                if (Files.exists(path) && Objects.equals(before, FileIdentity.of(path))) {
                    return held;
                }
                held.get().close();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Returns the failure of a file system without such locks.
    static Failure none(Path path, String said) {
        return Failure.of(FileProblem.NO_LOCKS, path, "this file system has no locks: " + said, "");
    }
}
