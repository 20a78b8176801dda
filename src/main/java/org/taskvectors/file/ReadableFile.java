package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A file that is read at positions, by any number of threads at once.
///
/// Reads are positional system calls, not a mapping: a mapped file that shrinks kills the process
/// or throws from compiled code, while a read that comes back short is an ordinary [Failure].
public final class ReadableFile implements Closeable {
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private ReadableFile(Path path, FileChannel channel, long size) {
        this.path = path;
        this.channel = channel;
        this.size = size;
    }

    /// @throws Failure with a [FileProblem] where the file is absent, a folder, or may not be read
    public static ReadableFile open(Path path) throws Failure {
        if (Files.isDirectory(path)) {
            throw Failure.of(FileProblem.NOT_A_FILE, path, "this is a folder, not a file", "");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            // Opening a pipe would wait for a writer.
            throw Failure.of(
                    FileProblem.NOT_A_FILE, path, "this is a device or a pipe, not a file", "");
        }
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            return new ReadableFile(path, channel, channel.size());
        } catch (Failure e) {
            // A file system that is no disk says itself what is wrong.
            throw e;
        } catch (NoSuchFileException e) {
            throw Failure.of(FileProblem.NOT_FOUND, path, "there is no such file", "Check the path")
                    .causedBy(e);
        } catch (AccessDeniedException e) {
            throw Unreadable.of(path, "this file may not be read", e);
        } catch (IOException e) {
            throw Failure.of(
                            FileProblem.READ_FAILED,
                            path,
                            "the file cannot be opened: " + e.getMessage(),
                            "")
                    .causedBy(e);
        }
    }

    public Path path() {
        return path;
    }

    /// Returns the file's size in bytes when it was opened.
    public long size() {
        return size;
    }

    /// Fills `target` with the bytes from `position` on.
    ///
    /// @throws Failure [FileProblem#SHORTENED] if the file ends before the target is full,
    ///   [FileProblem#READ_FAILED] if the operating system reports an error
    public void read(long position, MemorySegment target) throws Failure {
        ByteBuffer buffer = target.asByteBuffer();
        long at = position;
        try {
            while (buffer.hasRemaining()) {
                int got = channel.read(buffer, at);
                if (got < 0) {
                    throw Failure.of(
                                    FileProblem.SHORTENED,
                                    path,
                                    "the file became shorter while it was read (it had "
                                            + size
                                            + " bytes)",
                                    "Is it still being written or downloaded? Open it again when it"
                                            + " is whole")
                            .at("byte " + at);
                }
                at += got;
            }
        } catch (Failure e) {
            throw e;
        } catch (ClosedChannelException e) {
            throw Failure.of(FileProblem.READ_FAILED, path, "the file was closed meanwhile", "")
                    .at("byte " + at)
                    .causedBy(e);
        } catch (IOException e) {
            throw Failure.of(FileProblem.READ_FAILED, path, "reading failed: " + e.getMessage(), "")
                    .at("byte " + at)
                    .causedBy(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through this channel, so a failing close loses nothing and there
            // is nothing to do.
            return;
        }
    }
}
