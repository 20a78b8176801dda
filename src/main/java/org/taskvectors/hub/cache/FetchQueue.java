package org.taskvectors.hub.cache;

import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// What several connections still have to fetch: piece after piece, file after file. A file that
/// another program fetches is waited for last.
final class FetchQueue implements Closeable {
    private static final long LOOK_MILLISECONDS = 200;

    /// A piece that one connection fetches.
    ///
    /// @param number of the piece; empty where the file only has to be checked
    record Piece(ArrivingFile file, OptionalInt number) {}

    private final CacheLayout layout;
    private final String commit;
    private final boolean canLink;
    private final Progress progress;
    private final Deque<RemoteFile> pending;
    private final List<RemoteFile> busy = new ArrayList<>();
    private final List<ArrivingFile> arriving = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int there;
    private boolean isUnlockedSaid;
    private boolean isStopped;

    FetchQueue(
            CacheLayout layout,
            String commit,
            List<RemoteFile> files,
            boolean canLink,
            Progress progress) {
        this.layout = layout;
        this.commit = commit;
        this.canLink = canLink;
        this.progress = progress;
        this.pending = new ArrayDeque<>(files);
    }

    /// Returns the next piece, and waits for files that others fetch; empty when nothing is left.
    synchronized Optional<Piece> next(Cancellation cancellation)
            throws Failure, CancelledException {
        while (!isStopped) {
            cancellation.check();
            Optional<Piece> piece = ofArriving();
            while (piece.isEmpty() && !pending.isEmpty()) {
                piece = begin(pending.poll());
            }
            if (piece.isPresent() || busy.isEmpty()) {
                return piece;
            }
            pending.addAll(busy);
            busy.clear();
            sayWaiting();
            try {
                wait(LOOK_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            }
        }
        return Optional.empty();
    }

    private void sayWaiting() {
        if (arriving.isEmpty()) {
            progress.say(
                    String.format(
                            Locale.ROOT,
                            "another program fetches %s%s",
                            Shown.of(pending.getFirst().path()),
                            pending.size() > 1 ? " and " + (pending.size() - 1) + " more" : ""));
        }
    }

    private Optional<Piece> ofArriving() {
        for (ArrivingFile file : arriving) {
            OptionalInt piece = file.take();
            if (piece.isPresent()) {
                return Optional.of(new Piece(file, piece));
            }
        }
        return Optional.empty();
    }

    private Optional<Piece> begin(RemoteFile file) throws Failure {
        return switch (ArrivingFile.begin(layout, commit, file, canLink)) {
            case ArrivingFile.There _ -> {
                there++;
                progress.say("");
                yield Optional.empty();
            }
            case ArrivingFile.Busy _ -> {
                busy.add(file);
                yield Optional.empty();
            }
            case ArrivingFile.Arriving(ArrivingFile begun, boolean isLocked) -> {
                progress.say("");
                arriving.add(begun);
                sayUnlocked(isLocked);
                yield Optional.of(
                        new Piece(begun, begun.isArrived() ? OptionalInt.empty() : begun.take()));
            }
        };
    }

    private void sayUnlocked(boolean isLocked) {
        if (!isLocked && !isUnlockedSaid) {
            isUnlockedSaid = true;
            notes.add(
                    "the cache's file system has no locks: another program that fetches the same"
                            + " at the same time fetches it once more");
        }
    }

    /// Takes note of a piece that was written.
    ///
    /// @return whether the file is to be checked now, by who asked
    synchronized boolean arrived(Piece piece) throws Failure {
        return piece.number().isEmpty() || piece.file().arrived(piece.number().getAsInt());
    }

    /// Puts a file in place that was checked.
    synchronized void commit(ArrivingFile file) throws Failure {
        file.commit();
        arriving.remove(file);
        notifyAll();
    }

    /// Begins again with a file whose content is wrong.
    synchronized void again(ArrivingFile file) throws Failure {
        notes.add(
                Shown.of(file.file().path())
                        + " arrived with other bytes than the hub names, and once more");
        // What was counted as done is to do again.
        progress.lessen(-file.file().size());
        file.again();
    }

    /// Lets all connections end.
    synchronized void stop() {
        isStopped = true;
        notifyAll();
    }

    synchronized int there() {
        return there;
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public synchronized void close() {
        arriving.forEach(ArrivingFile::close);
        arriving.clear();
    }
}
