package org.taskvectors.checkpoint.open;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Finds the checkpoints of a folder that holds several: files side by side whose tensors have the
/// same names (`sst2.safetensors`, `mnli.safetensors`, `cola.pt`), several indices, or folders of
/// checkpoints. Files of one model have customary names, an index, or tensors of different names.
record SeparateCheckpoints(CheckpointOpener opener) {
    /// How many checkpoints of one folder are opened, and how many entries of it are looked at.
    private static final int MOST = 100;

    private static final int MOST_ENTRIES = 1_000;

    /// Returns the checkpoints in `folder`; empty if the folder is one itself, holds none, or is no
    /// folder.
    List<Path> in(Path folder) {
        try {
            if (!Files.isDirectory(folder) || HubCache.snapshot(folder).isPresent()) {
                return List.of();
            }
            List<String> names = FileNames.in(folder);
            List<Path> indices =
                    names.stream()
                            .filter(opener.formats()::isIndex)
                            .map(folder::resolve)
                            .limit(MOST)
                            .toList();
            if (!indices.isEmpty()) {
                return indices.size() > 1 && !isOne(folder) ? indices : List.of();
            }
            boolean hasWeights = names.stream().anyMatch(opener.formats()::isRead);
            return hasWeights ? files(folder, names) : folders(folder);
        } catch (Failure e) {
            return List.of();
        }
    }

    private boolean isOne(Path folder) {
        return opener.isOpened(folder);
    }

    /// Refuses a folder whose files are no parts of one model.
    ///
    /// @param folder what was opened; nothing is refused if it is a file
    /// @throws Failure that names the checkpoints
    void requireOne(Path folder) throws Failure {
        if (!Files.isDirectory(folder) || HubCache.snapshot(folder).isPresent()) {
            return;
        }
        List<String> names = FileNames.in(folder);
        if (names.stream().anyMatch(opener.formats()::isIndex)) {
            return;
        }
        List<Path> files = loose(folder, names);
        Optional<String> shared = sharedTensor(files);
        if (shared.isPresent()) {
            throw Failure.of(
                            CheckpointProblem.DUPLICATE_TENSOR,
                            folder,
                            "it is in several files of this folder, so these are checkpoints of"
                                    + " their own and not the parts of one: "
                                    + Shown.of(
                                            String.join(
                                                    ", ",
                                                    files.stream().map(FileNames::of).toList())),
                            "Open the one that you mean")
                    .at("tensor " + Shown.of(shared.get()));
        }
    }

    /// Returns the files that are checkpoints of their own; empty if they are one together.
    private List<Path> files(Path folder, List<String> names) {
        List<Path> paths = loose(folder, names);
        return sharedTensor(paths).isPresent() ? paths : List.of();
    }

    /// Returns the files of weights whose names say nothing of a whole, one for each series of
    /// shards; none if a file has the name of a model's only one. The same name with two endings is
    /// one checkpoint in two formats.
    private List<Path> loose(Path folder, List<String> names) {
        Formats formats = opener.formats();
        boolean isCustomary =
                names.stream()
                        .anyMatch(
                                name ->
                                        formats.isWholeModel(name)
                                                || formats.isAdapter(name)
                                                || name.equals(FolderFiles.ADAPTER_CONFIG));
        if (isCustomary) {
            return List.of();
        }
        Map<String, String> loose = new LinkedHashMap<>();
        for (String name : names) {
            if (formats.isRead(name) && !FolderFiles.isOriginal(name)) {
                Optional<ShardName> shard = ShardName.of(name);
                String stem = shard.map(ShardName::series).orElseGet(() -> formats.stem(name));
                loose.putIfAbsent(stem, name);
            }
        }
        return loose.size() > MOST
                ? List.of()
                : loose.values().stream().map(folder::resolve).toList();
    }

    /// Returns a tensor's name that is in two of the files. A file that cannot be opened has none.
    private Optional<String> sharedTensor(List<Path> paths) {
        if (paths.size() < 2) {
            return Optional.empty();
        }
        Set<String> seen = new HashSet<>();
        FilesOpener files = new FilesOpener(opener.formats());
        for (Path path : paths) {
            try {
                List<WeightsFile> opened = files.open(opener.weightFiles(path), Optional.empty());
                try {
                    for (WeightsFile file : opened) {
                        for (Tensor tensor : file.tensors()) {
                            if (!seen.add(tensor.name())) {
                                return Optional.of(tensor.name());
                            }
                        }
                    }
                } finally {
                    opened.forEach(WeightsFile::close);
                }
            } catch (Failure e) {
                // What is wrong with it is said when it is opened.
            }
        }
        return Optional.empty();
    }

    private List<Path> folders(Path folder) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry :
                    (Iterable<Path>)
                            entries.limit(MOST_ENTRIES).filter(Files::isDirectory).sorted()
                                    ::iterator) {
                if (found.size() < MOST && isOne(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
        return found;
    }
}
