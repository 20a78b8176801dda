package org.taskvectors.checkpoint.open;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.Decoding;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.FileParts;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.PartMark;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.checkpoint.Vocabulary;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.RepositoryName;

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
            int within = isOpenedOneByOne(e) ? within(path).size() : 0;
            if (within > 0) {
                return Recognition.accepted(
                        path,
                        "folder of " + within + (within == 1 ? " checkpoint" : " checkpoints"));
            }
            return Recognition.refused(
                    e.problem() instanceof FileKind kind ? kind.label() : "not a checkpoint",
                    path,
                    e);
        }
    }

    /// Whether names and first bytes say that `path` can be opened as one checkpoint.
    boolean isOpened(Path path) {
        try {
            return recognised(path).accepted();
        } catch (Failure e) {
            return false;
        }
    }

    /// Whether a folder that failed so may hold several checkpoints.
    private static boolean isOpenedOneByOne(Failure failure) {
        return failure.problem() == CheckpointProblem.NO_WEIGHTS
                || failure.problem() == CheckpointProblem.SEVERAL_MODELS
                || failure.problem() == CheckpointProblem.INDEX_AMBIGUOUS;
    }

    /// Returns the weight files that opening `path` would open, in the order of their tensors, from
    /// names and an index alone.
    ///
    /// @throws Failure if there is nothing to open, or if an index names a file that is absent
    public List<Path> weightFiles(Path path) throws Failure {
        return weightFiles(path, OpenOptions.NONE);
    }

    /// Returns the same. Of a document that describes a checkpoint these are the weight files of
    /// all that it is computed from, and last the document itself.
    ///
    /// @param said the options that a person gives
    /// @throws Failure as [#weightFiles(Path)] does, and if a document cannot be read
    public List<Path> weightFiles(Path path, OpenOptions said) throws Failure {
        Optional<ComputedFormat> computed = computed(path);
        if (computed.isEmpty()) {
            return source(path).files();
        }
        Set<Path> files = new LinkedHashSet<>();
        for (Path one : computed.get().sources(path, said)) {
            files.addAll(weightFiles(one, said));
        }
        files.add(path);
        return List.copyOf(files);
    }

    /// Opens a weights file, a Hugging Face folder, or the index or config.json in one, or a
    /// document that describes a checkpoint. Only headers are read.
    ///
    /// @param said the options that a person gives
    /// @throws Failure that names the file, what is wrong with it and what to do
    public Checkpoint open(Path path, OpenOptions said) throws Failure {
        try {
            Optional<ComputedFormat> computed = computed(path);
            if (computed.isPresent()) {
                return computed.get().open(path, said);
            }
            Source source = source(path);
            new SeparateCheckpoints(this).requireOne(path);
            return decoded(source, said);
        } catch (OutOfMemoryError e) {
            // What was read of it is garbage by now, so that there is memory again.
            throw outOfMemory(path).causedBy(e);
        }
    }

    /// Returns the failure for a checkpoint whose description does not fit into memory.
    public static Failure outOfMemory(Path path) {
        return Failure.of(
                CheckpointProblem.OUT_OF_MEMORY,
                path,
                "there is not enough memory for what describes its tensors",
                "Give the program more with TASK_VECTOR_WORKBENCH_OPTS=-Xmx1g");
    }

    /// Returns the checkpoints that lie in `folder` side by side, if it is none itself: files whose
    /// tensors have the same names, or folders. Empty for anything else.
    public List<Path> within(Path folder) {
        return new SeparateCheckpoints(this).in(folder);
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
    /// factors of adapters, not the numbers that they stand for. What is computed is stored
    /// nowhere, and opens as it does otherwise.
    ///
    /// @param said the options that a person gives
    /// @throws Failure as [#open(Path, OpenOptions)] does
    public Checkpoint openAsStored(Path path, OpenOptions said) throws Failure {
        try {
            Optional<ComputedFormat> computed = computed(path);
            if (computed.isPresent()) {
                return computed.get().open(path, said);
            }
            Source source = source(path);
            new SeparateCheckpoints(this).requireOne(path);
            return stored(source, said);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(path).causedBy(e);
        }
    }

    /// Reads the vocabulary that the weights bring along; a split model has it in its first file.
    ///
    /// @param files the weight files of a checkpoint
    /// @throws Failure if the first of them cannot be opened, or if its vocabulary is damaged
    public Optional<Vocabulary> vocabulary(List<Path> files) throws Failure {
        if (files.isEmpty()) {
            return Optional.empty();
        }
        try (WeightsFile file = new FilesOpener(formats).first(files.getFirst())) {
            return file.vocabulary();
        } catch (OutOfMemoryError e) {
            throw outOfMemory(files.getFirst()).causedBy(e);
        }
    }

    /// Opens a part of the work of several machines, which is refused elsewhere; see [PartMark].
    ///
    /// @throws Failure as [#open(Path, OpenOptions)] does
    Checkpoint openPart(Path path) throws Failure {
        return FilesCheckpoint.open(
                oneFile(path, parent(path), FileNames.of(path)),
                new FilesOpener(formats),
                OpenOptions.NONE);
    }

    private Checkpoint stored(Source source, OpenOptions said) throws Failure {
        Checkpoint checkpoint = FilesCheckpoint.open(source, new FilesOpener(formats), said);
        Optional<Failure> refusal = PartMark.refusal(checkpoint.about());
        if (refusal.isPresent()) {
            checkpoint.close();
            throw refusal.get();
        }
        return checkpoint;
    }

    private Checkpoint decoded(Source source, OpenOptions said) throws Failure {
        Checkpoint checkpoint = stored(source, said);
        for (Decoding decoding : formats.decodings()) {
            checkpoint = decoding.over(checkpoint, said);
        }
        return checkpoint;
    }

    /// Returns the format of the document that `path` is; empty if it is none.
    private Optional<ComputedFormat> computed(Path path) {
        return formats.computed(path).filter(_ -> Files.exists(path));
    }

    /// Returns what opening `path` will open.
    private Source source(Path path) throws Failure {
        requireFinished(path);
        requireNoNameOnHub(path);
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
        Optional<ShardName> shard = formats.shard(name);
        if (shard.isPresent() && Files.exists(path)) {
            return ModelFolder.ofShard(folder, name, shard.get(), formats);
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
        boolean isWhole = formats.isWholeModel(name) || FolderFiles.isOriginal(name);
        if (isWhole) {
            config = new ModelConfigReader(formats).read(folder, List.of(name), notes);
        }
        return new Source(
                path,
                isWhole ? HubCache.name(folder).orElseGet(() -> FileNames.of(folder)) : name,
                "",
                filesOf(path, folder, name),
                Optional.empty(),
                config,
                isWhole && Files.isDirectory(folder)
                        ? FolderFiles.companions(folder, FileNames.in(folder))
                        : List.of(),
                notes);
    }

    /// Returns the file, or all model-parallel parts of the model that it is one of.
    private static List<Path> filesOf(Path path, Path folder, String name) throws Failure {
        return ModelParallelFile.isPart(name) && Files.exists(path)
                ? ModelParallelFile.partsOf(FileNames.in(folder)).stream()
                        .map(folder::resolve)
                        .toList()
                : List.of(path);
    }

    private Source together(List<Path> paths) throws Failure {
        List<Path> sorted = paths.stream().distinct().sorted().toList();
        for (Path path : sorted) {
            requireFinished(path);
            if (Files.isDirectory(path) || computed(path).isPresent()) {
                throw Failure.of(
                        FileProblem.NOT_A_FILE,
                        path,
                        (Files.isDirectory(path) ? "this is a folder" : "this holds no weights")
                                + ", and it was opened together with other files",
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
                new ModelConfigReader(formats)
                        .read(parent(first), sorted.stream().map(FileNames::of).toList(), notes),
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

    /// A name on a hub is written with `hf:` before it, as it could be a path otherwise.
    private void requireNoNameOnHub(Path path) throws Failure {
        Optional<String> name = RepositoryName.meantBy(path);
        if (name.isPresent() && !formats.hasEnding(FileNames.of(path))) {
            throw Failure.of(
                    FileProblem.NOT_FOUND,
                    path,
                    "there is no such file",
                    "Check the path. If it is a model on a hub, write " + name.get());
        }
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path : parent;
    }

    /// Recognises what would be opened from the first bytes of its files.
    private Recognition recognised(Path path) throws Failure {
        Optional<ComputedFormat> computed = computed(path);
        if (computed.isPresent()) {
            return Recognition.accepted(path, computed.get().recognise(path));
        }
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
        try (ReadableFile file = ReadableFile.open(HubCache.resolved(path))) {
            FileKind kind = formats.recognise(file).kind();
            if (!kind.isOpened()) {
                throw formats.refusal(kind, file);
            }
            return kind;
        }
    }
}
