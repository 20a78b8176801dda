package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that grows line by line while work goes on, so that what was done outlives the process. A
/// line outlives the process as soon as it is appended, and the machine a second later; one that
/// was not finished is cut off by the first line that is appended after it, and not before: a file
/// that turns out to be another one is left as it is. Only one process appends to a file at a time.
public final class AppendedFile implements Closeable {
    private static final int TAIL = 1 << 16;
    private static final long FORCED_NANOSECONDS = 1_000_000_000L;

    private final Path path;
    private final FileChannel channel;
    private long forced = System.nanoTime();
    private boolean isCut;

    private AppendedFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Opens a file behind its last whole line, and leaves it as it is until a line is appended.
    ///
    /// @return empty while another process, or another part of this one, appends to it
    /// @throws Failure if there is no such file, or it may not be written to
    public static Optional<AppendedFile> open(Path path) throws Failure {
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                channel.close();
                return Optional.empty();
            }
            channel.position(wholeLines(channel));
            return Optional.of(new AppendedFile(path, channel));
        } catch (IOException e) {
            closeQuietly(channel);
            throw AtomicFile.writeFailure(path, e);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /// Returns where the last whole line ends.
    private static long wholeLines(FileChannel channel) throws IOException {
        long end = channel.size();
        ByteBuffer piece = ByteBuffer.allocate(TAIL);
        while (end > 0) {
            long from = Math.max(0, end - TAIL);
            piece.clear().limit((int) (end - from));
            while (piece.hasRemaining() && channel.read(piece, from + piece.position()) > 0) {
                // reads on until the piece is whole
            }
            for (int i = piece.position() - 1; i >= 0; i--) {
                if (piece.get(i) == '\n') {
                    return from + i + 1;
                }
            }
            end = from;
        }
        return 0;
    }

    /// Begins a file with a line; missing folders above it are made. An empty file that no process
    /// holds was begun by one that ended before it wrote its line, and is begun again.
    ///
    /// @param line without its line feed
    /// @return empty where there is a file already, as where another process began it just now
    /// @throws Failure if it cannot be written; nothing is left of it then
    public static Optional<AppendedFile> create(Path path, String line) throws Failure {
        AppendedFile file;
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            // Opening a file that this process holds, and closing it, would give up its lock.
            boolean isThere = Files.exists(path);
            if (isThere && Files.size(path) > 0) {
                return Optional.empty();
            }
            FileChannel channel =
                    FileChannel.open(
                            path,
                            isThere ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE);
            file = new AppendedFile(path, channel);
            if (!isLocked(channel) || channel.size() > 0) {
                channel.close();
                return Optional.empty();
            }
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
        try {
            file.append(line);
            return Optional.of(file);
        } catch (Failure e) {
            closeQuietly(file.channel);
            remove(path);
            throw e;
        }
    }

    /// Whether the file has as many bytes as `size`, so that what was read of it before it was
    /// opened here is all that there is. It must not be read between: closing any other descriptor
    /// of a file gives up this process's locks on it, on POSIX systems.
    ///
    /// @throws Failure if it cannot be read
    public boolean hasSize(long size) throws Failure {
        try {
            return channel.size() == size;
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Appends a line.
    ///
    /// @param line without its line feed
    /// @throws Failure if it cannot be written; the file ends with the line before
    public void append(String line) throws Failure {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        long end = -1;
        try {
            end = channel.position();
            if (!isCut) {
                channel.truncate(end);
                isCut = true;
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (System.nanoTime() - forced > FORCED_NANOSECONDS) {
                channel.force(false);
                forced = System.nanoTime();
            }
        } catch (IOException e) {
            cutTo(end);
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Forces all lines to disk, so that they outlive the machine too.
    ///
    /// @throws Failure if that is impossible
    public void force() throws Failure {
        try {
            channel.force(false);
            forced = System.nanoTime();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    private void cutTo(long end) {
        try {
            if (end >= 0) {
                channel.truncate(end);
            }
        } catch (IOException e) {
            // The next opening cuts it off.
            return;
        }
    }

    /// Removes a file that is no longer wanted.
    ///
    /// @throws Failure if that is impossible
    public static void remove(Path path) throws Failure {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    @Override
    public void close() throws Failure {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        } finally {
            closeQuietly(channel);
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // What was written was forced to disk before.
            return;
        }
    }
}
