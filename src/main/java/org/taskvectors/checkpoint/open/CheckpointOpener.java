package org.taskvectors.checkpoint.open;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Decoding;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.FileParts;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadableFile;

/// Opens files and folders as a [Checkpoint] in any of its formats.
///
/// @param formats the formats that are opened
public record CheckpointOpener(Formats formats) {
    /// Recognises `path` from names and first bytes without reading headers; never fails. It is
    /// quick enough for a pointer that hovers.
    public Recognition recognise(Path path) {
        try {
            return recognised(path);
        } catch (Failure e) {
            return Recognition.refused(
                    e.problem() instanceof FileKind kind ? kind.label() : "not a checkpoint",
                    path,
                    e);
        }
    }

    /// Returns the weight files that opening `path` would open, in the order of their tensors, from
    /// names and an index alone.
    ///
    /// @throws Failure if there is nothing to open, or if an index names a file that is absent
    public List<Path> weightFiles(Path path) throws Failure {
        return source(path).files();
    }

    /// Opens a weights file, a Hugging Face folder, or the index or config.json in one. Only
    /// headers are read.
    ///
    /// @param said the options that a person gives
    /// @throws Failure that names the file, what is wrong with it and what to do
    public Checkpoint open(Path path, OpenOptions said) throws Failure {
        return decoded(source(path), said);
    }

    /// Opens several files as one checkpoint, as when shards are dropped together; a single path is
    /// opened by itself.
    ///
    /// @throws Failure as [#open(Path, OpenOptions)] does, and if two of the files hold a tensor of
    ///   one name
    public Checkpoint open(List<Path> paths) throws Failure {
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("nothing to open");
        }
        return paths.size() == 1
                ? open(paths.getFirst(), OpenOptions.NONE)
                : decoded(together(paths), OpenOptions.NONE);
    }

    /// Opens files and folders as they are stored: the elements of quantised tensors and the
    /// factors of adapters, not the numbers that they stand for.
    ///
    /// @param said the options that a person gives
    /// @throws Failure as [#open(Path, OpenOptions)] does
    public Checkpoint openAsStored(Path path, OpenOptions said) throws Failure {
        return stored(source(path), said);
    }

    private Checkpoint stored(Source source, OpenOptions said) throws Failure {
        return FilesCheckpoint.open(source, new FilesOpener(formats), said);
    }

    private Checkpoint decoded(Source source, OpenOptions said) throws Failure {
        Checkpoint checkpoint = stored(source, said);
        for (Decoding decoding : formats.decodings()) {
            checkpoint = decoding.over(checkpoint, said);
        }
        return checkpoint;
    }

    /// Returns what opening `path` will open.
    private Source source(Path path) throws Failure {
        requireFinished(path);
        if (Files.isDirectory(path)) {
            return ModelFolder.source(path, formats);
        }
        String name = FileNames.of(path);
        Path folder = parent(path);
        boolean describesFolder =
                name.equals(FolderFiles.CONFIG) || name.equals(FolderFiles.ADAPTER_CONFIG);
        if (describesFolder && Files.exists(path)) {
            return ModelFolder.source(folder, formats);
        }
        if (formats.isIndex(name) && Files.exists(path)) {
            return ModelFolder.source(folder, name, formats);
        }
        for (Format format : formats.formats()) {
            Optional<FileParts> parts =
                    format.isWeights(name) ? format.parts(path) : Optional.empty();
            if (parts.isPresent()) {
                return Source.of(path, parts.get());
            }
        }
        return oneFile(path, folder, name);
    }

    private Source oneFile(Path path, Path folder, String name) throws Failure {
        List<String> notes = new ArrayList<>();
        Optional<ModelConfig> config = Optional.empty();
        Optional<ShardName> shard = formats.shard(name);
        if (shard.isPresent()) {
            notes.add(
                    "this is shard "
                            + shard.get().number()
                            + " of "
                            + shard.get().of()
                            + " alone; open its folder for the whole model");
        }
        boolean isWhole = formats.isWholeModel(name);
        if (isWhole || shard.isPresent()) {
            config = new ModelConfigReader(formats).read(folder, notes);
        }
        return new Source(
                path,
                isWhole ? FileNames.of(folder) : name,
                "",
                List.of(path),
                Optional.empty(),
                config,
                isWhole && Files.isDirectory(folder)
                        ? FolderFiles.companions(FileNames.in(folder))
                        : List.of(),
                notes);
    }

    private Source together(List<Path> paths) throws Failure {
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
        String name = FileNames.of(first);
        List<String> notes = new ArrayList<>();
        notes.add(sorted.size() + " files were opened together as one checkpoint");
        return new Source(
                first,
                formats.isWholeModel(name) ? FileNames.of(parent(first)) : name,
                "",
                sorted,
                Optional.empty(),
                new ModelConfigReader(formats).read(parent(first), notes),
                List.of(),
                notes);
    }

    private static void requireFinished(Path path) throws Failure {
        if (FileNames.of(path).endsWith(AtomicFile.SUFFIX)) {
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

    /// Recognises what would be opened from the first bytes of its files.
    private Recognition recognised(Path path) throws Failure {
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

    private FileKind requireWeights(Path path) throws Failure {
        try (ReadableFile file = ReadableFile.open(path)) {
            FileKind kind = formats.recognise(file).kind();
            if (!kind.isOpened()) {
                throw formats.refusal(kind, file);
            }
            return kind;
        }
    }
}
