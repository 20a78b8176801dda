package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An empty file that at most one process holds at a time, by the operating system's lock on it.
/// The lock ends with the process, however the process ends, so that a file that was left behind
/// means nothing.
///
/// A process must not try to hold a file that it holds already: on POSIX systems closing any
/// descriptor of a file gives up all locks that the process has on it.
public final class HeldFile implements Closeable {
    private static final int TRIES = 16;

    private final Path path;
    private final FileChannel channel;

    private HeldFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Takes the file, and makes it where there is none, with the folders above it.
    ///
    /// @return empty while another process holds it
    /// @throws Failure [FileProblem#NO_LOCKS] where the file system has no locks, else where the
    ///   file cannot be made or opened
    public static Optional<HeldFile> hold(Path path) throws Failure {
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            for (int i = 0; i < TRIES; i++) {
                FileIdentity.make(path);
                @Nullable Object before = FileIdentity.of(path);
                FileChannel channel = open(path);
                if (channel == null) {
                    continue;
                }
                if (!isLocked(path, channel)) {
                    channel.close();
                    return Optional.empty();
                }
                // The process that held it before may have removed it between opening and locking,
                // and a lock on a file without a name keeps no other process out.
                if (Files.exists(path) && Objects.equals(before, FileIdentity.of(path))) {
                    return Optional.of(new HeldFile(path, channel));
                }
                channel.close();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    private static @Nullable FileChannel open(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static boolean isLocked(Path path, FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            channel.close();
            throw Failure.of(
                            FileProblem.NO_LOCKS,
                            path,
                            "this file system has no locks: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
    }

    /// Gives the file up and removes it. On Windows, where a file with a lock cannot be removed
    /// safely, it stays.
    @Override
    public void close() {
        try (channel) {
            if (FileIdentity.of(path) != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Left behind, which means nothing.
            return;
        }
    }
}
