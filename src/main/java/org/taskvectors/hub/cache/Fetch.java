package org.taskvectors.hub.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Links;
import org.taskvectors.file.PiecedFile;
import org.taskvectors.hub.HubLimits;
import org.taskvectors.hub.HubProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;

/// Fetches files of a commit into the hub's cache, so that the hub's own tools and this program
/// find them there. Whatever ends it, everything under its own name is whole, and the next fetch
/// goes on with what is there of the rest.
///
/// @param layout where it goes
/// @param remote from where
/// @param revision that was asked for: a branch, a tag, or the commit itself
/// @param connections how many pieces are fetched at once
public record Fetch(CacheLayout layout, Remote remote, String revision, int connections) {
    /// What a home's line and a hub's server bear.
    public static final int CONNECTIONS = 8;

    private static final String TAG =
            """
            Signature: 8a477f597d28d172789f06886806bc55
            # This file is a cache directory tag.
            # For information about cache directory tags, see:
            #\thttps://bford.info/cachedir/
            """;

    /// Files that transformers asks for whatever the model is. Where it does not find the mark that
    /// there is none, it asks the hub, and waits long where there is no network.
    private static final List<String> ASKED_IN_VAIN =
            List.of(
                    "adapter_config.json",
                    "added_tokens.json",
                    "chat_template.jinja",
                    "generation_config.json",
                    "model.safetensors",
                    "special_tokens_map.json",
                    "tokenizer.model");

    /// Returns how many bytes still have to come.
    ///
    /// @throws Failure if a file cannot lie in the cache; [HubProblem#TOO_LARGE] if one has more
    ///   bytes than any file of a model, or all of them together more than can be counted
    public long bytesToCome(List<RemoteFile> files) throws Failure {
        requireCountable(files);
        long bytes = 0;
        Set<String> counted = new HashSet<>();
        for (RemoteFile file : files) {
            if (!isThere(file) && counted.add(file.etag())) {
                bytes += file.size() - bytesThere(file);
            }
        }
        return bytes;
    }

    /// Sizes come from whoever made the list.
    private void requireCountable(List<RemoteFile> files) throws Failure {
        long all = 0;
        for (RemoteFile file : files) {
            boolean isSane = file.size() >= 0 && file.size() <= HubLimits.MOST_FILE_BYTES;
            if (!isSane || all > Long.MAX_VALUE - file.size()) {
                throw Failure.of(
                                HubProblem.TOO_LARGE,
                                null,
                                isSane
                                        ? "with it the files have more bytes than can be counted"
                                        : "it is said to have "
                                                + file.size()
                                                + " bytes, which no file of a model has",
                                HubProblem.TOO_LARGE.advice())
                        .at(
                                "hf:"
                                        + layout.repository()
                                        + "@"
                                        + remote.commit()
                                        + ":"
                                        + file.path());
            }
            all += file.size();
        }
    }

    /// Whether a file is in the cache, where tools look for it or as bytes of another commit.
    ///
    /// @throws Failure if it cannot lie in the cache
    public boolean isThere(RemoteFile file) throws Failure {
        return ArrivingFile.isWhole(layout.pointer(remote.commit(), file.path()), file)
                || ArrivingFile.isWhole(layout.blob(file.etag()), file);
    }

    /// How many bytes of a file an earlier fetch left that did not come to its end.
    ///
    /// @throws Failure if it cannot lie in the cache
    public long bytesThere(RemoteFile file) throws Failure {
        return PiecedFile.bytesThere(
                layout.incomplete(file.etag()), file.size(), ArrivingFile.PIECE);
    }

    /// Fetches files.
    ///
    /// @throws Failure if there is no room on the disk, the hub does not answer, what arrives is
    ///   not what it names, or the cache cannot be written
    public Fetched run(List<RemoteFile> files, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Path folder = layout.snapshot(remote.commit());
        // Before anything is asked for: a name that leads elsewhere is refused as a whole.
        layout.ref(revision);
        for (RemoteFile file : files) {
            layout.pointer(remote.commit(), file.path());
            layout.blob(file.etag());
        }
        long toCome = bytesToCome(files);
        AtomicFile.requireSpace(
                layout.blob(files.isEmpty() ? "0".repeat(40) : files.getFirst().etag()),
                layout.cache(),
                toCome,
                "what is still to be fetched",
                "Free some space, choose fewer files, or set HF_HUB_CACHE to a folder on another"
                        + " disk");
        boolean canLink = Links.canBeMadeIn(layout.folder());
        tag();
        progress.begin(toCome);
        LongAdder fetched = new LongAdder();
        long resumed = resumed(files);
        try (FetchQueue queue = new FetchQueue(layout, remote.commit(), files, canLink, progress)) {
            Workers.run(
                    connections,
                    connections,
                    cancellation,
                    () -> _ -> connection(queue, fetched, progress, cancellation));
            if (HoldableFiles.of(layout, remote).isWhole()) {
                // Tools look for each file that it names.
                RepositoryTree.keep(layout.tree(remote.commit()), remote.files());
            }
            markAbsent();
            name();
            return new Fetched(
                    folder,
                    remote.commit(),
                    files.size(),
                    queue.there(),
                    fetched.sum(),
                    resumed,
                    queue.notes());
        }
    }

    private long resumed(List<RemoteFile> files) throws Failure {
        long bytes = 0;
        for (RemoteFile file : files) {
            bytes += isThere(file) ? 0 : bytesThere(file);
        }
        return bytes;
    }

    /// What one connection does until nothing is left.
    private void connection(
            FetchQueue queue, LongAdder fetched, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean isDone = false;
        try {
            Optional<FetchQueue.Piece> next = queue.next(cancellation);
            while (next.isPresent()) {
                FetchQueue.Piece piece = next.get();
                if (piece.number().isPresent()) {
                    read(piece, fetched, progress, cancellation);
                }
                if (queue.arrived(piece)) {
                    if (piece.file().check(cancellation)) {
                        queue.commit(piece.file());
                    } else {
                        queue.again(piece.file());
                    }
                }
                next = queue.next(cancellation);
            }
            isDone = true;
        } finally {
            if (!isDone) {
                queue.stop();
            }
        }
    }

    private void read(
            FetchQueue.Piece piece, LongAdder fetched, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        PiecedFile pieces = piece.file().pieces();
        int number = piece.number().getAsInt();
        long from = pieces.from(number);
        long[] at = {from};
        remote.read(
                piece.file().file(),
                from,
                pieces.length(number),
                bytes -> {
                    int count = bytes.remaining();
                    pieces.write(at[0], bytes);
                    at[0] += count;
                    fetched.add(count);
                    progress.add(count);
                },
                cancellation);
        if (at[0] != from + pieces.length(number)) {
            throw new IllegalStateException("a range of " + piece.file().file() + " was not whole");
        }
    }

    /// Marks the cache for programs that back up a disk, as the hub's own tools do.
    private void tag() throws Failure {
        Path tag = layout.cache().resolve("CACHEDIR.TAG");
        if (!Files.exists(tag)) {
            AtomicFile.writeText(tag, TAG);
        }
    }

    /// Leaves the marks of files that the commit does not have.
    private void markAbsent() throws Failure {
        for (String file : ASKED_IN_VAIN) {
            Path mark = layout.absent(remote.commit(), file);
            if (remote.files().stream().noneMatch(one -> one.path().equals(file))
                    && !Files.exists(mark)) {
                AtomicFile.write(mark, new byte[0]);
            }
        }
    }

    /// Says which commit the branch or tag means: at the end, so that until then tools without a
    /// network find the commit before it, which is whole.
    private void name() throws IOException {
        if (revision.equals(remote.commit())) {
            return;
        }
        Path ref = layout.ref(revision);
        if (!Files.isRegularFile(ref) || !Files.readString(ref).equals(remote.commit())) {
            AtomicFile.writeText(ref, remote.commit());
        }
    }
}
