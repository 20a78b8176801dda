package org.taskvectors.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.adapter.Adapters;
import org.taskvectors.checkpoint.quantized.QuantizedCheckpoint;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadableFile;

/// Opens what lies on disk as a [Checkpoint], whatever its format.
public final class Checkpoints {
    private Checkpoints() {}

    /// What `path` is, told from names and first bytes without reading headers; never fails. It is
    /// quick enough for a pointer that hovers.
    public static Recognition recognise(Path path) {
        try {
            return recognised(path);
        } catch (Failure e) {
            return Recognition.refused(
                    e.problem() instanceof FileKind kind ? kind.label() : "not a checkpoint",
                    path,
                    e);
        }
    }

    /// The weight files that opening `path` would open, in the order of their tensors, told from
    /// names and an index alone.
    ///
    /// @throws Failure where there is nothing to open, or an index names a file that is absent
    public static List<Path> weightFiles(Path path) throws Failure {
        return source(path).files();
    }

    /// Opens a weights file, a Hugging Face folder, or the index or config.json in one. Only
    /// headers are read.
    ///
    /// @throws Failure that names the file, what is wrong with it and what to do
    public static Checkpoint open(Path path) throws Failure {
        return open(path, OpenOptions.NONE);
    }

    /// The same with what a person says besides.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint open(Path path, OpenOptions options) throws Failure {
        return open(source(path), options);
    }

    /// Opens what lies on disk as it is stored: the elements of quantised tensors and the factors
    /// of adapters, not what they stand for.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint openAsStored(Path path) throws Failure {
        return openAsStored(path, OpenOptions.NONE);
    }

    /// The same with what a person says besides.
    ///
    /// @throws Failure as [#open(Path)] does
    public static Checkpoint openAsStored(Path path, OpenOptions options) throws Failure {
        return FilesCheckpoint.open(source(path), options);
    }

    /// Opens several files as one checkpoint, as when shards are dropped together; a single path is
    /// opened as [#open(Path)] does.
    ///
    /// @throws Failure as [#open(Path)] does, and where two of the files hold a tensor of one name
    public static Checkpoint open(List<Path> paths) throws Failure {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("nothing to open");
        }
        return paths.size() == 1 ? open(paths.getFirst()) : open(source(paths), OpenOptions.NONE);
    }

    private static Checkpoint open(Source source, OpenOptions options) throws Failure {
        return Adapters.over(
                QuantizedCheckpoint.over(FilesCheckpoint.open(source, options)), options);
    }

    /// Whether a file of that name holds weights, or says which of several files do.
    public static boolean isWeightsName(String name) {
        return name.endsWith(Names.SAFETENSORS)
                || Names.isPytorch(name)
                || Names.isOtherWeights(name)
                || Names.isIndex(name);
    }

    /// What opening `path` will open.
    static Source source(Path path) throws Failure {
        requireFinished(path);
        if (Files.isDirectory(path)) {
            return ModelFolder.source(path);
        }
        String name = Names.of(path);
        Path folder = parent(path);
        if ((name.equals(Names.CONFIG) || name.equals(Names.ADAPTER_CONFIG))
                && Files.exists(path)) {
            return ModelFolder.source(folder);
        }
        if (Names.isIndex(name) && Files.exists(path)) {
            return ModelFolder.source(folder, name);
        }
        if (GgufFiles.isGguf(name)) {
            return GgufFiles.source(path, folder, name);
        }
        List<String> notes = new ArrayList<>();
        Optional<ModelConfig> config = Optional.empty();
        Names.ShardNumber shard = Names.shard(name);
        if (shard != null) {
            notes.add(
                    "this is shard "
                            + shard.number()
                            + " of "
                            + shard.of()
                            + " alone; open its folder for the whole model");
        }
        if (Names.isWholeModel(name) || shard != null) {
            config = ModelConfigReader.read(folder, notes);
        }
        return new Source(
                path,
                "",
                List.of(path),
                Optional.empty(),
                config,
                Names.isWholeModel(name) && Files.isDirectory(folder)
                        ? ModelFolder.list(folder).stream().filter(Names::isCompanion).toList()
                        : List.of(),
                notes);
    }

    private static Source source(List<Path> paths) throws Failure {
        List<Path> sorted = paths.stream().distinct().sorted().toList();
        for (Path path : sorted) {
            requireFinished(path);
            if (Files.isDirectory(path)) {
                throw Failure.of(
                        FileProblem.NOT_A_FILE,
                        path,
                        "this is a folder, and it was opened together with other files",
                        "Open it on its own");
            }
        }
        Path first = sorted.getFirst();
        List<String> notes = new ArrayList<>();
        notes.add(sorted.size() + " files were opened together as one checkpoint");
        return new Source(
                first,
                "",
                sorted,
                Optional.empty(),
                ModelConfigReader.read(parent(first), notes),
                List.of(),
                notes);
    }

    private static void requireFinished(Path path) throws Failure {
        if (Names.of(path).endsWith(AtomicFile.SUFFIX)) {
            throw Failure.of(
                    CheckpointProblem.UNFINISHED,
                    path,
                    "this is the temporary file of a run that did not finish",
                    "Run it again; the next run removes this file");
        }
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path : parent;
    }

    /// Tells what would be opened, from the first bytes of its files.
    private static Recognition recognised(Path path) throws Failure {
        Source source = source(path);
        List<String> kinds = new ArrayList<>();
        for (Path file : source.files()) {
            kinds.add(requireWeights(file).label());
        }
        int files = source.files().size();
        String parts = source.index().isPresent() ? " shards" : " files";
        return Recognition.accepted(
                path, source.format(kinds) + (files == 1 ? "" : ", " + files + parts));
    }

    private static FileKind requireWeights(Path path) throws Failure {
        try (ReadableFile file = ReadableFile.open(path)) {
            FileKind kind = Sniffer.sniff(file);
            if (!WeightsFiles.isReadable(kind)) {
                throw Failure.of(kind, path, kind.what(), kind.advice());
            }
            return kind;
        }
    }
}
