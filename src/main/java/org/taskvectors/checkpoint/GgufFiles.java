package org.taskvectors.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Which GGUF files are one model: a file by itself, or all parts of a split one
/// (`name-00001-of-00003.gguf`), which is opened by any of them.
final class GgufFiles {
    /// What a model sees through is kept in a file of its own, beside the model.
    private static final String PROJECTOR = "mmproj";

    private GgufFiles() {}

    static boolean isGguf(String name) {
        return name.endsWith(Names.GGUF);
    }

    /// What opening the file `name` in `folder` opens.
    static Source source(Path path, Path folder, String name) throws Failure {
        List<String> notes = new ArrayList<>();
        List<Path> files = List.of(path);
        Names.ShardNumber shard = Names.shard(name);
        if (shard != null && Files.isDirectory(folder)) {
            List<String> parts = parts(ModelFolder.list(folder), shard);
            if (parts.size() == shard.of()) {
                files = parts.stream().map(folder::resolve).toList();
            } else {
                notes.add(
                        "this is part "
                                + shard.number()
                                + " of "
                                + shard.of()
                                + " alone; not all of the others are in its folder");
            }
        }
        return new Source(
                path,
                files.size() == 1 ? "" : "split GGUF file",
                files,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                notes);
    }

    /// The files of the one model among the GGUF files of a folder; empty where it has none.
    ///
    /// @param names the folder's files, sorted
    /// @throws Failure where it has several, or not all parts of a split one
    static List<String> choose(Path folder, List<String> names) throws Failure {
        List<String> found = names.stream().filter(GgufFiles::isGguf).toList();
        List<String> models = found.stream().filter(name -> !name.startsWith(PROJECTOR)).toList();
        List<String> candidates = models.isEmpty() ? found : models;
        if (candidates.isEmpty()) {
            return List.of();
        }
        Names.ShardNumber shard = Names.shard(candidates.getFirst());
        List<String> parts =
                shard == null ? List.of(candidates.getFirst()) : parts(candidates, shard);
        if (parts.size() < candidates.size()) {
            throw Failure.of(
                    CheckpointProblem.SEVERAL_MODELS,
                    folder,
                    "this folder has several GGUF files, as several quantisations of a model: "
                            + Shown.of(String.join(", ", candidates)),
                    "Open the one that you mean");
        }
        if (shard != null && parts.size() < shard.of()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    folder,
                    "only "
                            + parts.size()
                            + " of "
                            + shard.of()
                            + " parts are here ("
                            + Shown.of(String.join(", ", parts))
                            + ")",
                    "Download the others into the folder");
        }
        return parts;
    }

    /// The names of the parts that belong with `shard`, in their order, each number once.
    private static List<String> parts(List<String> names, Names.ShardNumber shard) {
        TreeSet<Integer> numbers = new TreeSet<>();
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            Names.ShardNumber other = Names.shard(name);
            if (other != null
                    && other.isWith(shard)
                    && other.number() >= 1
                    && other.number() <= shard.of()
                    && numbers.add(other.number())) {
                parts.add(name);
            }
        }
        return parts;
    }
}
