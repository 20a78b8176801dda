package org.taskvectors.hub.cache;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.file.Copy;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Links;
import org.taskvectors.file.PiecedFile;
import org.taskvectors.file.ToolLock;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A file that is being fetched: its lock, its pieces, and what is done when it is whole. It is not
/// safe for several threads; [FetchQueue] guards it, but for [#check], which one thread does.
final class ArrivingFile implements Closeable {
    /// How much is asked for at once, and lost at most by a connection that is cut off for good.
    static final int PIECE = 4 << 20;

    private static final int TRIES = 2;

    private final CacheLayout layout;
    private final String commit;
    private final RemoteFile file;
    private final boolean canLink;
    private final Optional<ToolLock> lock;
    private final PiecedFile pieces;
    private final boolean[] taken;
    private int left;
    private int tries;
    private boolean isOver;

    private ArrivingFile(
            CacheLayout layout,
            String commit,
            RemoteFile file,
            boolean canLink,
            Optional<ToolLock> lock,
            PiecedFile pieces) {
        this.layout = layout;
        this.commit = commit;
        this.file = file;
        this.canLink = canLink;
        this.lock = lock;
        this.pieces = pieces;
        this.taken = new boolean[pieces.pieces()];
        count();
    }

    /// What came of an attempt to begin a file.
    sealed interface Begun permits There, Busy, Arriving {}

    /// It is in the cache.
    record There() implements Begun {}

    /// Another program, or another fetch, is at it.
    record Busy() implements Begun {}

    /// It is this one's to fetch.
    ///
    /// @param isLocked whether other programs are kept out
    record Arriving(ArrivingFile file, boolean isLocked) implements Begun {}

    /// Begins a file, or links it where its bytes are in the cache.
    static Begun begin(CacheLayout layout, String commit, RemoteFile file, boolean canLink)
            throws Failure {
        if (isWhole(layout.pointer(commit, file.path()), file)) {
            return new There();
        }
        Optional<ToolLock> lock = Optional.empty();
        boolean isLocked = true;
        try {
            lock = ToolLock.take(layout.lock(file.etag()));
        } catch (Failure e) {
            if (e.problem() != FileProblem.NO_LOCKS) {
                throw e;
            }
            // Whole files are put in place in one step and nobody else writes into ours, so that
            // at worst a file is fetched twice.
            isLocked = false;
        }
        if (isLocked && lock.isEmpty()) {
            return new Busy();
        }
        boolean isKept = false;
        try {
            Path blob = layout.blob(file.etag());
            if (isWhole(blob, file)) {
                point(layout.pointer(commit, file.path()), blob, canLink);
                return new There();
            }
            Optional<PiecedFile> pieces =
                    PiecedFile.open(layout.incomplete(file.etag()), file.size(), PIECE);
            if (pieces.isEmpty()) {
                return new Busy();
            }
            isKept = true;
            return new Arriving(
                    new ArrivingFile(layout, commit, file, canLink, lock, pieces.get()), isLocked);
        } finally {
            if (!isKept) {
                lock.ifPresent(ToolLock::close);
            }
        }
    }

    /// Whether a file has all of its bytes, by their number; the hub's own tools look no closer.
    static boolean isWhole(Path path, RemoteFile file) {
        try {
            return Files.isRegularFile(path) && Files.size(path) == file.size();
        } catch (IOException e) {
            return false;
        }
    }

    private static void point(Path pointer, Path blob, boolean canLink) throws Failure {
        if (canLink) {
            Links.relative(pointer, blob);
        } else {
            Copy.of(blob, pointer);
        }
    }

    RemoteFile file() {
        return file;
    }

    PiecedFile pieces() {
        return pieces;
    }

    /// How many bytes are there from before.
    long bytesThere() {
        return pieces.bytesThere();
    }

    private void count() {
        left = 0;
        for (int piece = 0; piece < taken.length; piece++) {
            taken[piece] = pieces.isThere(piece);
            left += taken[piece] ? 0 : 1;
        }
    }

    /// Takes a piece that nobody fetches yet.
    OptionalInt take() {
        for (int piece = 0; piece < taken.length; piece++) {
            if (!taken[piece]) {
                taken[piece] = true;
                return OptionalInt.of(piece);
            }
        }
        return OptionalInt.empty();
    }

    /// Takes note of a piece that was written.
    ///
    /// @return whether it was the last
    boolean arrived(int piece) throws Failure {
        pieces.mark(piece);
        left--;
        return left == 0;
    }

    /// Whether nothing is left to fetch.
    boolean isArrived() {
        return left == 0;
    }

    boolean isOver() {
        return isOver;
    }

    /// Checks the content of a file that has all of its pieces.
    boolean check(Cancellation cancellation) throws IOException, CancelledException {
        return ContentCheck.isRight(pieces, file, cancellation);
    }

    /// Puts a file in place whose content is right.
    void commit() throws Failure {
        Path pointer = layout.pointer(commit, file.path());
        if (canLink) {
            pieces.commit(layout.blob(file.etag()));
            Links.relative(pointer, layout.blob(file.etag()));
        } else {
            // As the hub's own tools do: the only copy lies where it is read.
            Links.foldersAbove(pointer);
            pieces.commit(pointer);
        }
        isOver = true;
        lock.ifPresent(ToolLock::close);
    }

    /// Begins again with a file whose content is wrong.
    ///
    /// @throws Failure [CacheProblem#DAMAGED] the second time; nothing is left of it then
    void again() throws Failure {
        tries++;
        if (tries == TRIES) {
            pieces.remove();
            throw Failure.of(
                    CacheProblem.DAMAGED,
                    layout.pointer(commit, file.path()),
                    String.format(
                            Locale.ROOT,
                            "what arrived is not the file that the hub names: its %s is not %s",
                            file.sha256().isPresent() ? "SHA-256" : "git object",
                            file.etag()),
                    "Something between the hub and here changes what it sends; try again from"
                            + " another network");
        }
        pieces.forget();
        count();
    }

    /// Gives up what is not whole; what is there of it stays for the next fetch.
    @Override
    public void close() {
        if (!isOver) {
            isOver = true;
            pieces.close();
            lock.ifPresent(ToolLock::close);
        }
    }
}
