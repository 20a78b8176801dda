package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A lock file that is shared with programs in Python: what their `filelock` locks, this cannot
/// lock, and the other way round. That is `flock` of the whole file on Linux and macOS, which is
/// another lock than the one that Java's channels take, and the first byte of the file on Windows.
///
/// It ends with the process, however the process ends. The file itself stays, as theirs does: other
/// processes may wait for it. Threads and other holders of the same process are kept out as well.
public final class ToolLock implements Closeable {
    private final Closeable held;

    private ToolLock(Closeable held) {
        this.held = held;
    }

    /// Takes the lock, and makes its file where there is none, with the folders above it.
    ///
    /// @return empty while another holder has it
    /// @throws Failure [FileProblem#NO_LOCKS] where the file system has no such locks, else where
    ///   the file cannot be made or opened
    public static Optional<ToolLock> take(Path path) throws Failure {
        return LockedName.take(path, ToolLock::locked).map(ToolLock::new);
    }

    private static Optional<Closeable> locked(Path path) throws IOException {
        Optional<Flock> flock = Flock.ofSystem();
        if (flock.isEmpty()) {
            return ofChannel(path);
        }
        return switch (flock.get().take(path.toAbsolutePath().toString())) {
            case Flock.Taken(int descriptor) -> Optional.of(() -> flock.get().release(descriptor));
            case Flock.Busy _ -> Optional.empty();
            // Removed between making and opening it, by a tool that cleans up.
            case Flock.Refused(int error) when error == Flock.NO_SUCH_FILE ->
                    throw new NoSuchFileException(path.toString());
            case Flock.Refused(int error) -> throw LockedName.none(path, "flock says " + error);
        };
    }

    private static Optional<Closeable> ofChannel(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = channel.tryLock(0, 1, false);
            if (lock != null) {
                return Optional.of(channel);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process has it.
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            channel.close();
            throw LockedName.none(path, String.valueOf(e.getMessage()));
        }
        channel.close();
        return Optional.empty();
    }

    /// Gives the lock up; its file stays.
    @Override
    public void close() {
        try {
            held.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
            return;
        }
    }
}
