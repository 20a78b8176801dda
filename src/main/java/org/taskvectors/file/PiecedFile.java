package org.taskvectors.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that arrives in pieces, in any order, over several runs of the program. Which pieces are
/// there is written behind the bytes of the file itself, so that a run that was killed loses only
/// the pieces on which it was; [#commit] cuts that off, forces the file to disk and gives it its
/// name. Only one process at a time has it open.
///
/// A piece that is marked may still hold other bytes after a power cut: who commits checks the
/// whole content first.
public final class PiecedFile implements Closeable {
    private static final byte[] MAGIC = "TVW pieces 1\n...".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = MAGIC.length + Long.BYTES + Integer.BYTES;
    private static final byte THERE = 1;

    /// One byte of memory and of the disk is kept for each.
    private static final int MOST_PIECES = 1 << 22;

    private final Path path;
    private final FileChannel channel;
    private final long size;
    private final int pieceBytes;
    private final byte[] there;

    private PiecedFile(Path path, FileChannel channel, long size, int pieceBytes) {
        this.path = path;
        this.channel = channel;
        this.size = size;
        this.pieceBytes = pieceBytes;
        this.there = new byte[Math.toIntExact(pieces(size, pieceBytes))];
    }

    /// Opens what is there of a file, or begins it, with the folders above it.
    ///
    /// @param path its name until it is whole
    /// @param size of the whole, in bytes
    /// @param pieceBytes of each piece; the last one may be shorter
    /// @return empty while another process, or another part of this one, has it open
    /// @throws Failure if it cannot be written; [FileProblem#TOO_LARGE] if it has more pieces than
    ///   can be kept account of
    public static Optional<PiecedFile> open(Path path, long size, int pieceBytes) throws Failure {
        if (pieces(size, pieceBytes) > MOST_PIECES) {
            throw Failure.of(
                    FileProblem.TOO_LARGE,
                    path,
                    "a file of " + size + " bytes has more pieces than can be kept account of",
                    "");
        }
        try {
            Path folder = path.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            FileIdentity.make(path);
            @Nullable Object before = FileIdentity.of(path);
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // The process that had it before may have given the file its name just now: it is not
            // to be begun again under that name.
            if (!isLocked(channel)
                    || !Files.exists(path)
                    || !Objects.equals(before, FileIdentity.of(path))) {
                channel.close();
                return Optional.empty();
            }
            PiecedFile file = new PiecedFile(path, channel, size, pieceBytes);
            try {
                file.begin();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return Optional.of(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Returns how many bytes of a file are there, without taking it; 0 where there is none that
    /// could be gone on with. Not to be asked of a file that this process has open: on POSIX
    /// systems closing any descriptor gives up the lock.
    public static long bytesThere(Path path, long size, int pieceBytes) {
        if (pieces(size, pieceBytes) > MOST_PIECES || !Files.isRegularFile(path)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            PiecedFile file = new PiecedFile(path, channel, size, pieceBytes);
            return file.readMap() ? file.bytesThere() : 0;
        } catch (IOException e) {
            // What cannot be read is fetched again.
            return 0;
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            @Nullable FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // A file system without locks: the check of the whole content has to do.
            return true;
        }
    }

    private static long pieces(long size, int pieceBytes) {
        return Math.ceilDiv(size, (long) pieceBytes);
    }

    private void begin() throws IOException {
        if (!readMap()) {
            channel.truncate(0);
            forgetAll();
        }
    }

    /// Forgets what was there, so that the file begins again.
    ///
    /// @throws Failure if it cannot be written
    public void forget() throws Failure {
        try {
            forgetAll();
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    private void forgetAll() throws IOException {
        Arrays.fill(there, (byte) 0);
        ByteBuffer map = ByteBuffer.allocate(HEAD + there.length);
        map.put(MAGIC).putLong(size).putInt(pieceBytes).put(there).flip();
        writeAll(map, size);
    }

    /// Reads which pieces are there; false where the file is of another kind or another length.
    private boolean readMap() throws IOException {
        if (channel.size() != size + HEAD + there.length) {
            return false;
        }
        ByteBuffer map = ByteBuffer.allocate(HEAD + there.length);
        readAll(map, size);
        byte[] magic = new byte[MAGIC.length];
        map.get(magic);
        if (!Arrays.equals(magic, MAGIC) || map.getLong() != size || map.getInt() != pieceBytes) {
            return false;
        }
        map.get(there);
        return true;
    }

    public int pieces() {
        return there.length;
    }

    /// Where a piece begins.
    public long from(int piece) {
        return (long) piece * pieceBytes;
    }

    /// How many bytes a piece has.
    public int length(int piece) {
        return Math.toIntExact(Math.min(pieceBytes, size - from(piece)));
    }

    public synchronized boolean isThere(int piece) {
        return there[piece] == THERE;
    }

    /// How many bytes are there.
    public synchronized long bytesThere() {
        long bytes = 0;
        for (int piece = 0; piece < there.length; piece++) {
            bytes += there[piece] == THERE ? length(piece) : 0;
        }
        return bytes;
    }

    /// Whether every piece is there.
    public synchronized boolean isWhole() {
        for (byte one : there) {
            if (one != THERE) {
                return false;
            }
        }
        return true;
    }

    /// Writes what remains of `source` at `position`; safe from several threads at once.
    ///
    /// @throws Failure if it cannot be written
    public void write(long position, ByteBuffer source) throws Failure {
        if (position < 0 || position + source.remaining() > size) {
            throw new IllegalArgumentException(position + " is outside of " + size + " bytes");
        }
        try {
            writeAll(source, position);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Takes note that all bytes of a piece were written.
    ///
    /// @throws Failure if that cannot be written
    public void mark(int piece) throws Failure {
        try {
            writeAll(ByteBuffer.wrap(new byte[] {THERE}), size + HEAD + piece);
            synchronized (this) {
                there[piece] = THERE;
            }
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Fills `target` with the bytes from `position` on.
    ///
    /// @throws Failure if they cannot be read
    public void read(long position, ByteBuffer target) throws Failure {
        try {
            readAll(target, position);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Gives the file its name, and closes it; what had the name before is replaced in one step.
    ///
    /// @throws Failure if that fails; what had the name is whole then
    public void commit(Path target) throws Failure {
        try {
            channel.truncate(size);
            channel.force(true);
            move(target.toAbsolutePath());
            channel.close();
            forceFolder(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw AtomicFile.writeFailure(target, e);
        }
    }

    /// Removes what is there, and closes it.
    ///
    /// @throws Failure if that fails
    public void remove() throws Failure {
        try (channel) {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw AtomicFile.writeFailure(path, e);
        }
    }

    /// Closes it; what is there stays for the next run.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // What was not written is fetched again.
            return;
        }
    }

    private void move(Path target) throws IOException {
        try {
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(path, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void forceFolder(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException e) {
            // Windows cannot open folders; there the rename is journaled.
            return;
        }
    }

    private void writeAll(ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }

    /// Fills the buffer, and turns it for reading.
    private void readAll(ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new EOFException("the file ends at " + at);
            }
            at += count;
        }
        target.flip();
    }
}
