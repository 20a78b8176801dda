package org.taskvectors.checkpoint.open;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.file.Unreadable;

/// Folders of the cache that `huggingface_hub` keeps of models: `models--org--name` with `blobs`
/// (the bytes), `snapshots` (one folder a commit, whose files are links to blobs) and `refs` (files
/// that name the commit of a branch). The model is the snapshot of a ref.
///
/// Source: <https://huggingface.co/docs/huggingface_hub/guides/manage-cache>.
final class HubCache {
    private static final String UNREADABLE = "this part of the hub's cache cannot be read";
    private static final String SNAPSHOTS = "snapshots";
    private static final String REFS = "refs";
    private static final String BLOBS = "blobs";
    private static final String MAIN = "main";
    private static final String MODELS = "models--";

    /// What a link to a blob holds where a copy of the cache kept links as texts, as Git does on
    /// systems without links.
    private static final Pattern LINK = Pattern.compile("(?:\\.\\./)+blobs/([\\w.-]+)\\s*");

    private static final int LONGEST_LINK = 512;
    private static final int LONGEST_REF = 512;
    private static final int DEEPEST_REF = 4;

    private HubCache() {}

    /// The snapshot that a folder of the cache stands for.
    ///
    /// @param note how it was chosen
    record Snapshot(Path folder, String note) {}

    /// Returns the snapshot that a folder stands for; empty if it is no folder of the cache, or is
    /// a snapshot itself.
    ///
    /// @throws Failure if no ref decides between several snapshots, or names one that is not there
    static Optional<Snapshot> snapshot(Path folder) throws Failure {
        Path absolute = folder.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (isModel(absolute)) {
            return Optional.of(ofModel(absolute));
        }
        boolean isSnapshots =
                FileNames.of(absolute).equals(SNAPSHOTS) && parent != null && isModel(parent);
        return isSnapshots && parent != null ? Optional.of(ofModel(parent)) : Optional.empty();
    }

    /// Returns the model's name if a folder is one of its snapshots: the last part of `org/name`.
    static Optional<String> name(Path folder) {
        Path snapshots = folder.toAbsolutePath().normalize().getParent();
        Path model = snapshots == null ? null : snapshots.getParent();
        if (snapshots == null || model == null) {
            return Optional.empty();
        }
        return FileNames.of(snapshots).equals(SNAPSHOTS) && isModel(model)
                ? Optional.of(ofFolder(FileNames.of(model)))
                : Optional.empty();
    }

    /// Returns the file that a path means: the blob where a link to it is kept as a text.
    static Path resolved(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !isLinkText(file)) {
            return file;
        }
        try {
            Path blob = folder.resolve(Files.readString(file).strip()).normalize();
            return Files.isRegularFile(blob) ? blob : file;
        } catch (IOException e) {
            return file;
        }
    }

    /// Whether a file of a snapshot is a link that is kept as a text.
    static boolean isLinkText(Path file) {
        try {
            return !Files.isSymbolicLink(file)
                    && Files.isRegularFile(file)
                    && Files.size(file) <= LONGEST_LINK
                    && LINK.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
                            .matches();
        } catch (IOException e) {
            return false;
        }
    }

    private static String ofFolder(String name) {
        return name.startsWith(MODELS) ? name.substring(name.lastIndexOf("--") + 2) : name;
    }

    /// Whether a folder holds the snapshots of a model.
    static boolean isModel(Path folder) {
        return Files.isDirectory(folder.resolve(SNAPSHOTS))
                && (FileNames.of(folder).startsWith(MODELS)
                        || Files.isDirectory(folder.resolve(REFS))
                        || Files.isDirectory(folder.resolve(BLOBS)));
    }

    private static Snapshot ofModel(Path model) throws Failure {
        Map<String, Path> snapshots = new TreeMap<>();
        for (Path entry : entries(model.resolve(SNAPSHOTS))) {
            if (Files.isDirectory(entry)) {
                snapshots.put(FileNames.of(entry), entry);
            }
        }
        Map<String, String> refs = new TreeMap<>();
        if (Files.isDirectory(model.resolve(REFS))) {
            addRefs(model.resolve(REFS), "", refs, DEEPEST_REF);
        }
        String ref = refs.containsKey(MAIN) ? MAIN : refs.size() == 1 ? first(refs) : null;
        if (ref != null) {
            String commit = refs.getOrDefault(ref, "");
            Path snapshot = snapshots.get(commit);
            if (snapshot == null) {
                throw Failure.of(
                        CheckpointProblem.NO_WEIGHTS,
                        model,
                        "refs/"
                                + Shown.of(ref)
                                + " names the snapshot "
                                + Shown.of(commit)
                                + ", which is not here"
                                + listed(snapshots, refs),
                        snapshots.isEmpty()
                                ? "Download the model again"
                                : "Download the model again, or open one of its snapshots");
            }
            return new Snapshot(snapshot, "the snapshot of refs/" + ref + " was opened: " + commit);
        }
        if (snapshots.size() == 1) {
            Path only = snapshots.values().iterator().next();
            return new Snapshot(only, "its only snapshot was opened: " + FileNames.of(only));
        }
        throw Failure.of(
                snapshots.isEmpty()
                        ? CheckpointProblem.NO_WEIGHTS
                        : CheckpointProblem.SEVERAL_MODELS,
                model,
                snapshots.isEmpty()
                        ? "this folder of the hub's cache has no snapshot of the model"
                        : "this folder of the hub's cache has several snapshots and no refs/main"
                                + listed(snapshots, refs),
                snapshots.isEmpty() ? "Download the model" : "Open one of its snapshots");
    }

    private static @Nullable String first(Map<String, String> refs) {
        return refs.keySet().stream().findFirst().orElse(null);
    }

    private static String listed(Map<String, Path> snapshots, Map<String, String> refs) {
        if (snapshots.isEmpty()) {
            return "";
        }
        List<String> all =
                snapshots.keySet().stream()
                        .map(
                                commit ->
                                        SNAPSHOTS
                                                + "/"
                                                + commit
                                                + refs.entrySet().stream()
                                                        .filter(
                                                                ref ->
                                                                        commit.equals(
                                                                                ref.getValue()))
                                                        .map(ref -> " of refs/" + ref.getKey())
                                                        .findFirst()
                                                        .orElse(""))
                        .toList();
        return "; here are " + Shown.of(String.join(", ", all));
    }

    /// Adds the refs below a folder, whose names may have several parts (`pr/1`).
    private static void addRefs(Path folder, String prefix, Map<String, String> refs, int depth)
            throws Failure {
        for (Path entry : entries(folder)) {
            String name = prefix + FileNames.of(entry);
            if (Files.isDirectory(entry)) {
                if (depth > 0) {
                    addRefs(entry, name + "/", refs, depth - 1);
                }
                continue;
            }
            try {
                if (Files.size(entry) <= LONGEST_REF) {
                    byte[] text = Files.readAllBytes(entry);
                    refs.put(name, new String(text, StandardCharsets.UTF_8).strip());
                }
            } catch (IOException e) {
                throw Unreadable.of(entry, UNREADABLE, e);
            }
        }
    }

    private static List<Path> entries(Path folder) throws Failure {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw Unreadable.of(folder, UNREADABLE, e);
        }
    }
}
