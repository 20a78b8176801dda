package org.taskvectors.file;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Writes a file under a temporary name beside its target, forces it to disk and renames it;
/// nothing else in this program writes files. Whatever happens before [#commit], even the end of
/// the process, the target keeps its old content. Closing without a commit removes the temporary
/// file, and the folders that were made for it where they hold nothing.
///
/// The temporary file is locked while it is written. One that is not locked was left by a process
/// that died, and [#sweep] removes it.
public final class AtomicFile implements Closeable {
    /// The ending of this program's temporary files; a file with this ending is never opened as a
    /// checkpoint.
    public static final String SUFFIX = ".tvw-partial";

    /// Marks the temporary files of this process. A sweep must not even open them: on POSIX systems
    /// closing any descriptor of a file gives up all locks that the process holds on it.
    private static final String OWN = "." + ProcessHandle.current().pid() + "-";

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;
    private final List<Path> made;
    private boolean open = true;

    private AtomicFile(Path target, Path temporary, FileChannel channel, List<Path> made) {
        this.target = target;
        this.temporary = temporary;
        this.channel = channel;
        this.made = made;
    }

    /// Begins a new version of `target`. Creates missing folders above it, and removes temporary
    /// files that earlier runs left beside it.
    ///
    /// @throws Failure where the folder cannot be written to
    public static AtomicFile begin(Path target) throws Failure {
        Path absolute = target.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null || Files.isDirectory(absolute)) {
            throw Failure.of(
                    FileProblem.NOT_A_FILE,
                    target,
                    "this is a folder, it cannot be written as a file",
                    "");
        }
        List<Path> made = missingFolders(folder);
        try {
            Files.createDirectories(folder);
            sweep(folder);
            AtomicFile file = null;
            while (file == null) {
                String mark = OWN + Long.toHexString(ThreadLocalRandom.current().nextLong());
                String name = BoundedName.of(String.valueOf(absolute.getFileName()), mark + SUFFIX);
                Path temporary = folder.resolve(name);
                file = create(target, temporary, made);
            }
            return file;
        } catch (IOException e) {
            made.forEach(AtomicFile::removeIfEmpty);
            throw writeFailure(target, e);
        }
    }

    /// Writes a whole small file at once.
    public static void write(Path target, byte[] bytes) throws Failure {
        try (AtomicFile file = begin(target)) {
            file.write(0, ByteBuffer.wrap(bytes));
            file.commit();
        }
    }

    /// Writes a whole small text at once, as UTF-8.
    public static void writeText(Path target, String text) throws Failure {
        write(target, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Removes the temporary files that ended processes of this program left in `folder`. Files of
    /// running processes, this one included, are locked and stay.
    public static void sweep(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path path : left) {
                if (!path.getFileName().toString().contains(OWN)) {
                    removeIfAbandoned(path);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // A folder that cannot be listed has nothing that we could remove; writing to it will
            // tell its own error.
            return;
        }
    }

    /// Removes a folder that [#begin] created if it is empty; a folder that holds anything stays.
    public static void removeIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // It holds something, or was never made.
            return;
        }
    }

    /// Returns the folders that writing into `folder` would create, `folder` first and the
    /// outermost last; empty if it exists.
    public static List<Path> missingFolders(Path folder) {
        List<Path> missing = new ArrayList<>();
        Path at = folder.toAbsolutePath().normalize();
        while (at != null && !Files.exists(at)) {
            missing.add(at);
            at = at.getParent();
        }
        return missing;
    }

    /// Whether a folder holds nothing but temporary files of this program.
    public static boolean isVacant(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.allMatch(entry -> String.valueOf(entry.getFileName()).endsWith(SUFFIX));
        }
    }

    /// Returns the bytes that the file system of `target` has free for this user.
    private static long freeSpace(Path target) throws Failure {
        Path folder = target.toAbsolutePath().getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw Failure.of(
                    FileProblem.NOT_WRITABLE, target, "there is no folder to write to", "");
        }
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw writeFailure(target, e);
        }
    }

    /// Checks that the file system of `target` has room for the bytes that are about to be written.
    ///
    /// @param shown the path that the message names
    /// @param what names the thing that is about to be written, with its article: `the vector`
    /// @param advice tells the person what to do
    public static void requireSpace(Path target, Path shown, long bytes, String what, String advice)
            throws Failure {
        long free = freeSpace(target);
        if (free < bytes) {
            throw Failure.of(
                    FileProblem.NO_SPACE,
                    shown,
                    String.format(
                            Locale.ROOT,
                            "%s needs %,d bytes, the disk has %,d free",
                            what,
                            bytes,
                            free),
                    advice);
        }
    }

    /// Returns the path that the file has until it is committed.
    public Path temporary() {
        return temporary;
    }

    /// Writes `source` at `position`; safe from several threads at once.
    public void write(long position, MemorySegment source) throws Failure {
        write(position, source.asByteBuffer());
    }

    /// Writes what remains of `source` at `position`; safe from several threads at once.
    public void write(long position, ByteBuffer source) throws Failure {
        long at = position;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        } catch (IOException e) {
            throw writeFailure(target, e);
        }
    }

    /// Forces the bytes to disk and gives the file its name; a file that had the name before is
    /// replaced in one step.
    public void commit() throws Failure {
        try {
            channel.force(true);
            move();
            open = false;
            channel.close();
            forceFolder();
        } catch (IOException e) {
            throw writeFailure(target, e);
        }
    }

    @Override
    public void close() {
        if (!open) {
            return;
        }
        open = false;
        try {
            Files.deleteIfExists(temporary);
            made.forEach(AtomicFile::removeIfEmpty);
        } catch (IOException e) {
            // The next run sweeps it: the lock goes with the channel below.
        } finally {
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }

    private void move() throws IOException {
        try {
            Files.move(temporary, target.toAbsolutePath(), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            // Some network file systems rename but do not promise it; the plain rename is still the
            // best there is.
            Files.move(temporary, target.toAbsolutePath(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// The rename itself is only safe from a power cut once the folder is on disk. Windows cannot
    /// open folders; there the rename is journaled.
    private void forceFolder() {
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException e) {
            return;
        }
    }

    private static void removeIfAbandoned(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                @Nullable FileLock lock = channel.tryLock()) {
            if (lock != null) {
                Files.deleteIfExists(path);
            }
        } catch (OverlappingFileLockException e) {
            // Another thread of this process is writing it.
            return;
        } catch (FileSystemException e) {
            // Gone meanwhile, or not ours to remove.
            return;
        }
    }

    /// Returns null if the sweep of another process came between creating the file and locking it,
    /// and removed it as abandoned.
    private static @Nullable AtomicFile create(Path target, Path temporary, List<Path> made)
            throws IOException {
        FileChannel channel =
                FileChannel.open(
                        temporary,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (isLocked(channel) && Files.exists(temporary)) {
            return new AtomicFile(target, temporary, channel, made);
        }
        channel.close();
        return null;
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            // A file system without locks: the file is written all the same, it merely could be
            // swept by another run.
            return true;
        }
    }

    static Failure writeFailure(Path target, IOException e) {
        if (e instanceof Failure failure) {
            return failure;
        }
        String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (said.contains("No space left")
                || said.contains("not enough space")
                || said.contains("quota exceeded")) {
            return Failure.of(
                            FileProblem.NO_SPACE,
                            target,
                            "the disk is full",
                            "Free some space or choose another place")
                    .causedBy(e);
        }
        if (e instanceof FileAlreadyExistsException exists) {
            return Failure.of(
                            FileProblem.NOT_A_FOLDER,
                            target,
                            exists.getFile() + " is a file, not a folder to write into",
                            "Choose another place")
                    .causedBy(e);
        }
        if (e instanceof AccessDeniedException || said.contains("Read-only file system")) {
            return Failure.of(
                            FileProblem.NOT_WRITABLE,
                            target,
                            "this place may not be written to",
                            "Choose another place or change its permissions")
                    .causedBy(e);
        }
        return Failure.of(FileProblem.WRITE_FAILED, target, "writing failed: " + said, "")
                .causedBy(e);
    }
}
