package org.taskvectors.hub.cache;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Which files of a repository are fetched: by default those that a model needs, each of its
/// numbers once; every other file is in the list too, with the reason why it is left aside, and a
/// person can choose otherwise.
///
/// @param rows all files of the commit, by their names
/// @param notes what a person should know of the choice
public record FilesToFetch(List<Row> rows, List<String> notes) {
    /// A file, and whether it is fetched.
    ///
    /// @param file of the commit
    /// @param kind what it is for
    /// @param isChosen whether it is fetched
    /// @param reason why it is left aside; empty for a file that is chosen by default
    public record Row(RemoteFile file, FileKind kind, boolean isChosen, String reason) {
        Row choosing(boolean wanted) {
            return new Row(file, kind, wanted, reason);
        }
    }

    public FilesToFetch {
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /// The default choice.
    ///
    /// @param files all files of the commit
    public static FilesToFetch of(List<RemoteFile> files) {
        ChosenWeights weights = ChosenWeights.of(WeightSet.of(files));
        // Configurations and tokenizers in the folders of weights, and in the root.
        Set<String> folders = new HashSet<>(weights.folders());
        folders.add("");
        List<Row> rows =
                files.stream()
                        .sorted(Comparator.comparing(RemoteFile::path))
                        .map(file -> row(file, weights, folders))
                        .toList();
        return new FilesToFetch(rows, weights.notes());
    }

    private static Row row(RemoteFile file, ChosenWeights weights, Set<String> folders) {
        FileKind kind = FileKind.of(file);
        if (weights.contains(file)) {
            return new Row(file, kind, true, "");
        }
        if (kind.isWeights() || kind == FileKind.INDEX) {
            return new Row(file, kind, false, weights.reason(file));
        }
        boolean isPart = folders.contains(file.folder()) || isBesideFolders(file, kind, weights);
        return kind.isBesideWeights() && isPart
                ? new Row(file, kind, true, "")
                : new Row(
                        file,
                        kind,
                        false,
                        kind.isBesideWeights() ? "of a part that is not fetched" : kind.words());
    }

    /// Templates lie in a folder of their own, and pipelines have folders without weights
    /// (`tokenizer/`, `scheduler/`).
    private static boolean isBesideFolders(RemoteFile file, FileKind kind, ChosenWeights weights) {
        return kind == FileKind.TEMPLATE || (weights.isPipeline() && !file.folder().contains("/"));
    }

    /// The same list, of which these are fetched and no others.
    public FilesToFetch choosing(Predicate<RemoteFile> wanted) {
        return new FilesToFetch(
                rows.stream().map(row -> row.choosing(wanted.test(row.file()))).toList(), notes);
    }

    /// The same list with one file chosen, or left aside.
    public FilesToFetch with(String path, boolean wanted) {
        return new FilesToFetch(
                rows.stream()
                        .map(row -> row.file().path().equals(path) ? row.choosing(wanted) : row)
                        .toList(),
                notes);
    }

    /// The same list, of which the files that patterns mean are fetched and no others. A pattern is
    /// the hub's: `*` stands for any letters, also for `/`, `?` for one, `[abc]` for one of them,
    /// and a folder's name with `/` at its end for all that is in it.
    ///
    /// @throws Failure if a pattern means no file
    public FilesToFetch matching(List<String> patterns) throws Failure {
        for (String pattern : patterns) {
            if (rows.stream().noneMatch(row -> NamePattern.of(pattern).test(row.file().path()))) {
                throw Failure.of(
                        CacheProblem.NOTHING_CHOSEN,
                        null,
                        "no file of the repository is called " + Shown.of(pattern),
                        "Look at the list first");
            }
        }
        List<Predicate<String>> all = patterns.stream().map(NamePattern::of).toList();
        return choosing(file -> all.stream().anyMatch(one -> one.test(file.path())));
    }

    /// The same list with more for a person to know.
    public FilesToFetch noting(List<String> more) {
        return new FilesToFetch(rows, Stream.of(notes, more).flatMap(List::stream).toList());
    }

    /// The files that are fetched.
    public List<RemoteFile> chosen() {
        return rows.stream().filter(Row::isChosen).map(Row::file).toList();
    }

    /// How many bytes these are.
    public long bytes() {
        return chosen().stream().mapToLong(RemoteFile::size).reduce(0, Math::addExact);
    }

    /// Refuses a choice without weights where the repository has some, which only a person can
    /// choose between.
    ///
    /// @throws Failure [CacheProblem#NOTHING_CHOSEN]
    public void requireChoice() throws Failure {
        List<Row> weights = rows.stream().filter(row -> row.kind().isWeights()).toList();
        if (chosen().isEmpty()
                || (!weights.isEmpty() && weights.stream().noneMatch(Row::isChosen))) {
            throw Failure.of(
                    CacheProblem.NOTHING_CHOSEN,
                    null,
                    chosen().isEmpty() && weights.isEmpty()
                            ? "the repository holds nothing that a model needs"
                            : "which of these weights are to be fetched is for you to say: "
                                    + listed(weights),
                    "Name files, such as \"*Q4_K_M*\"");
        }
    }

    private static String listed(List<Row> weights) {
        String some =
                weights.stream()
                        .limit(12)
                        .map(
                                row ->
                                        Shown.of(row.file().path())
                                                + String.format(
                                                        Locale.ROOT,
                                                        " (%,d bytes)",
                                                        row.file().size()))
                        .collect(Collectors.joining(", "));
        return weights.size() > 12 ? some + " and " + (weights.size() - 12) + " more" : some;
    }
}
