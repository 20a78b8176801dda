package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// An empty file that at most one process holds at a time, by the operating system's lock on it.
/// The lock ends with the process, however the process ends, so that a file that was left behind
/// means nothing.
///
/// A process must not try to hold a file that it holds already: on POSIX systems closing any
/// descriptor of a file gives up all locks that the process has on it.
public final class HeldFile implements Closeable {
    private final Path path;
    private final Closeable lock;

    private HeldFile(Path path, Closeable lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Takes the file, and makes it where there is none, with the folders above it.
    ///
    /// @return empty while another process holds it
    /// @throws Failure [FileProblem#NO_LOCKS] where the file system has no locks, else where the
    ///   file cannot be made or opened
    public static Optional<HeldFile> hold(Path path) throws Failure {
        return LockedName.take(path, HeldFile::locked).map(lock -> new HeldFile(path, lock));
    }

    private static Optional<Closeable> locked(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another part of this process has it.
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            channel.close();
            throw LockedName.none(path, String.valueOf(e.getMessage())).causedBy(e);
        }
        channel.close();
        return Optional.empty();
    }

    /// Gives the file up and removes it. On Windows, where a file with a lock cannot be removed
    /// safely, it stays.
    @Override
    public void close() {
        try (lock) {
            if (FileIdentity.of(path) != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // Left behind, which means nothing.
            return;
        }
    }
}
