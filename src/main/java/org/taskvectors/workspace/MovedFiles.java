package org.taskvectors.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.open.Checkpoints;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// Looks for the files of items that are no longer where they were, by their content: whatever they
/// are called now, and wherever below a folder they lie. Files are told apart by their size first;
/// only where all sizes agree are samples read. Links to folders are not followed.
public final class MovedFiles {
    /// How far to look.
    ///
    /// @param depth folders below the first one
    /// @param entries files and folders to look at in all
    public record Limits(int depth, int entries) {
        /// Where a person chose the folder.
        public static final Limits CHOSEN = new Limits(24, 1_000_000);

        /// Around the old place, unasked.
        public static final Limits NEARBY = new Limits(2, 20_000);
    }

    /// What was found.
    ///
    /// @param places where an item's files are now, by its id
    /// @param looked how many files and folders were looked at
    /// @param wasCut whether the limits ended the search before everything was looked at
    public record Found(Map<String, Path> places, int looked, boolean wasCut) {}

    private static final String INDEX = ".index.json";

    private record Folder(Path path, int depth) {}

    private record Entry(Path path, long size) {}

    private final List<FileItem> missing;
    private final Set<Path> taken;
    private final Limits limits;
    private final Map<String, Path> places = new LinkedHashMap<>();
    private final Map<Path, List<Long>> sizes = new HashMap<>();
    private final Map<Path, ContentId> samples = new HashMap<>();
    private final Deque<Folder> waiting = new ArrayDeque<>();
    private boolean wasCut;
    private int looked;

    private MovedFiles(List<FileItem> missing, Set<Path> taken, Limits limits) {
        this.missing = missing.stream().filter(item -> item.content().isPresent()).toList();
        this.taken = taken;
        this.limits = limits;
    }

    /// Looks in `root` and below it, the nearest first.
    ///
    /// @param missing whose files are looked for; those whose content is not known are passed over
    /// @param taken places that belong to other items
    public static Found search(
            Path root,
            List<FileItem> missing,
            Set<Path> taken,
            Limits limits,
            Progress progress,
            Cancellation cancellation)
            throws CancelledException {
        return new MovedFiles(missing, taken, limits).search(root, progress, cancellation);
    }

    /// The nearest folder above an item's old place that is still there.
    public static Optional<Path> nearby(FileItem item) {
        Path at = item.path().toAbsolutePath().getParent();
        while (at != null && !Files.isDirectory(at)) {
            at = at.getParent();
        }
        return Optional.ofNullable(at);
    }

    private Found search(Path root, Progress progress, Cancellation cancellation)
            throws CancelledException {
        waiting.add(new Folder(root.toAbsolutePath().normalize(), 0));
        while (!waiting.isEmpty() && places.size() < missing.size() && looked < limits.entries()) {
            Folder folder = waiting.removeFirst();
            List<Entry> files = files(folder, progress, cancellation);
            for (FileItem item : missing) {
                cancellation.check();
                if (!places.containsKey(item.id())) {
                    match(item, folder.path(), files);
                }
            }
        }
        boolean isAll = places.size() == missing.size();
        return new Found(places, looked, !isAll && (wasCut || !waiting.isEmpty()));
    }

    /// The files in a folder; the folders in it wait their turn.
    private List<Entry> files(Folder folder, Progress progress, Cancellation cancellation)
            throws CancelledException {
        List<Entry> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder.path())) {
            for (Path path : (Iterable<Path>) all.sorted()::iterator) {
                cancellation.check();
                if (looked >= limits.entries()) {
                    wasCut = true;
                    break;
                }
                looked++;
                progress.add(1);
                if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    size(path).ifPresent(size -> files.add(new Entry(path, size)));
                } else if (folder.depth() < limits.depth()) {
                    waiting.add(new Folder(path, folder.depth() + 1));
                } else {
                    wasCut = true;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return files; // A folder that may not be read, or went away meanwhile.
        }
        return files;
    }

    /// Links to files count as what they lead to, as in the caches of hubs.
    private static Optional<Long> size(Path path) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return attributes.isRegularFile() ? Optional.of(attributes.size()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void match(FileItem item, Path folder, List<Entry> files) {
        List<Long> here = files.stream().map(Entry::size).toList();
        // The files of a recipe lie anywhere.
        if (!here.containsAll(sizes(item))
                && files.stream().noneMatch(MovedFiles::isIndex)
                && !Formats.ALL.isComputed(item.path())) {
            return;
        }
        candidates(item, folder, files).stream()
                .filter(path -> !taken.contains(path) && !places.containsValue(path))
                .filter(path -> sizesAt(path, item).equals(sizes(item)) && holds(path, item))
                .findFirst()
                .ifPresent(path -> places.put(item.id(), path));
    }

    /// Of its weight files, rising.
    private static List<Long> sizes(FileItem item) {
        return item.content().orElseThrow().parts().stream()
                .map(ContentId.Part::bytes)
                .sorted()
                .toList();
    }

    /// Of what would be opened there, rising. An index may name shards in folders below its own, so
    /// it is asked and not the folder's list; nothing where nothing can be opened.
    private List<Long> sizesAt(Path path, FileItem item) {
        return sizes.computeIfAbsent(
                path,
                place -> {
                    try {
                        return Checkpoints.weightFiles(place, item.said()).stream()
                                .map(MovedFiles::size)
                                .flatMap(Optional::stream)
                                .sorted()
                                .toList();
                    } catch (Failure e) {
                        return List.of();
                    }
                });
    }

    /// What the person would open there now: a file where it was one, an index where it was one,
    /// else the folder.
    private static List<Path> candidates(FileItem item, Path folder, List<Entry> files) {
        List<Long> wanted = sizes(item);
        String name = String.valueOf(item.path().getFileName()).toLowerCase(Locale.ROOT);
        Stream<Entry> found;
        if (name.endsWith(INDEX)) {
            found = files.stream().filter(MovedFiles::isIndex);
        } else if (Formats.ALL.hasEnding(name)) {
            found = files.stream().filter(file -> wanted.contains(file.size()));
        } else {
            return List.of(folder);
        }
        List<Path> paths = new ArrayList<>(found.map(Entry::path).toList());
        // One of the same name first: copies of one content are told apart by nothing else.
        paths.sort(
                Comparator.comparing(
                        path -> !Objects.equals(path.getFileName(), item.path().getFileName())));
        return paths;
    }

    private static boolean isIndex(Entry file) {
        return file.path().toString().toLowerCase(Locale.ROOT).endsWith(INDEX);
    }

    private boolean holds(Path path, FileItem item) {
        ContentId now = samples.get(path);
        if (now == null) {
            try {
                now = ContentId.of(Checkpoints.weightFiles(path, item.said()));
                samples.put(path, now);
            } catch (IOException e) {
                return false; // One that went away meanwhile, or may not be read.
            }
        }
        return now.isSameAs(item.content().orElseThrow());
    }
}
