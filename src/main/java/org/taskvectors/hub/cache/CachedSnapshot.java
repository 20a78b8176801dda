package org.taskvectors.hub.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Unreadable;

/// What the cache has of a commit, whoever fetched it. Nothing is asked of any network.
///
/// @param layout of the repository
/// @param commit whose files they are
/// @param folder where they lie, which opens as any folder of a model does
/// @param tree what the commit holds; empty where no tool has kept that
public record CachedSnapshot(
        CacheLayout layout, String commit, Path folder, Optional<List<RemoteFile>> tree) {
    private static final int LONGEST_REF = 512;
    private static final int DEEPEST = 8;
    private static final String UNREADABLE = "this part of the hub's cache cannot be read";

    /// Looks a revision up.
    ///
    /// @param revision a branch, a tag, a request (`refs/pr/1`) or a commit
    /// @return empty where the cache has nothing of it
    /// @throws Failure if a name cannot be one of the cache's, or the cache cannot be read
    public static Optional<CachedSnapshot> find(CacheLayout layout, String revision)
            throws Failure {
        Optional<String> commit =
                CacheLayout.isCommit(revision)
                        ? Optional.of(revision)
                        : commit(layout.ref(revision));
        if (commit.isEmpty()) {
            return Optional.empty();
        }
        Path folder = layout.snapshot(commit.get());
        return Files.isDirectory(folder)
                ? Optional.of(
                        new CachedSnapshot(
                                layout,
                                commit.get(),
                                folder,
                                RepositoryTree.read(layout.tree(commit.get()))))
                : Optional.empty();
    }

    /// The commit that a branch or tag meant when it was last fetched.
    private static Optional<String> commit(Path ref) throws Failure {
        try {
            if (!Files.isRegularFile(ref) || Files.size(ref) > LONGEST_REF) {
                return Optional.empty();
            }
            return Optional.of(Files.readString(ref).strip()).filter(CacheLayout::isCommit);
        } catch (IOException e) {
            throw Unreadable.of(ref, UNREADABLE, e);
        }
    }

    /// The local path of a file; empty where the cache has none.
    ///
    /// @throws Failure if it cannot have that name
    public Optional<Path> file(String path) throws Failure {
        Path file = layout.pointer(commit, path);
        return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    /// Whether a tool has asked the hub for this file in vain.
    ///
    /// @throws Failure if it cannot have that name
    public boolean isKnownAbsent(String path) throws Failure {
        return Files.isRegularFile(layout.absent(commit, path))
                || (tree.isPresent()
                        && tree.get().stream().noneMatch(file -> file.path().equals(path)));
    }

    /// Whether the model can be opened from here: nothing of it is [#missing].
    ///
    /// @throws Failure if the cache cannot be read
    public boolean isComplete() throws Failure {
        return missing().isEmpty();
    }

    /// Returns which files the model still needs. Where a tool has kept what the commit holds,
    /// these are the files that would be fetched by default, unless other weights are there whole;
    /// where none has, the shards that names and indices speak of, or `weights` where there are
    /// none.
    ///
    /// @throws Failure if the cache cannot be read
    public List<String> missing() throws Failure {
        List<RemoteFile> there = there();
        if (tree.isEmpty()) {
            return new Shards(folder, there).missing();
        }
        List<RemoteFile> absent = new ArrayList<>();
        FilesToFetch needed =
                FilesToFetch.of(HoldableFiles.of(layout, tree.get(), List.of()).files());
        for (RemoteFile file : needed.chosen()) {
            if (!isWhole(file)) {
                absent.add(file);
            }
        }
        boolean hasWeights =
                needed.chosen().stream().anyMatch(file -> FileKind.of(file).isWeights());
        boolean areWeightsAbsent =
                !hasWeights || absent.stream().anyMatch(CachedSnapshot::isOfWeights);
        if (areWeightsAbsent && hasOtherWeights()) {
            absent.removeIf(CachedSnapshot::isOfWeights);
        } else if (!hasWeights) {
            return List.of(Shards.WEIGHTS);
        }
        return absent.stream().map(RemoteFile::path).toList();
    }

    private static boolean isOfWeights(RemoteFile file) {
        FileKind kind = FileKind.of(file);
        return kind.isWeights() || kind == FileKind.INDEX;
    }

    /// Whether some weights are whole that are not those that would be fetched by default.
    private boolean hasOtherWeights() throws Failure {
        for (WeightSet set :
                WeightSet.of(HoldableFiles.of(layout, tree.orElseThrow(), List.of()).files())) {
            boolean isWhole = set.missing() == 0;
            for (RemoteFile file : set.files()) {
                isWhole &= isWhole(file);
            }
            if (isWhole) {
                return true;
            }
        }
        return false;
    }

    private boolean isWhole(RemoteFile file) throws Failure {
        return ArrivingFile.isWhole(layout.pointer(commit, file.path()), file);
    }

    /// The files that are there, with their names in place of their git objects; what is no link to
    /// anything is not.
    ///
    /// @throws Failure if the cache cannot be read
    public List<RemoteFile> there() throws Failure {
        try (Stream<Path> files = Files.walk(folder, DEEPEST, FileVisitOption.FOLLOW_LINKS)) {
            return files.filter(Files::isRegularFile).map(this::there).toList();
        } catch (IOException | UncheckedIOException e) {
            throw Unreadable.of(folder, UNREADABLE, e);
        }
    }

    private RemoteFile there(Path file) {
        try {
            String path = folder.relativize(file).toString().replace('\\', '/');
            return new RemoteFile(path, Files.size(file), path, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
