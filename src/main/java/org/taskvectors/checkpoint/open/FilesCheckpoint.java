package org.taskvectors.checkpoint.open;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.About;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.OpenOptions;
import org.taskvectors.checkpoint.Placeholders;
import org.taskvectors.checkpoint.Stored;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.checkpoint.Tied;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;

/// A checkpoint whose tensors lie in one or more files of weights, all of which it holds open.
final class FilesCheckpoint implements Checkpoint {
    private final About about;
    private final List<WeightsFile> files;
    private final List<Tensor> tensors;
    private final Map<String, WeightsFile> places;

    private FilesCheckpoint(
            Source source,
            List<WeightsFile> files,
            List<Tensor> tensors,
            Map<String, WeightsFile> places,
            List<String> notes,
            OpenOptions said) {
        this.files = files;
        this.tensors = List.copyOf(tensors);
        this.places = places;
        Map<String, String> metadata = new LinkedHashMap<>();
        files.forEach(file -> file.metadata().forEach(metadata::putIfAbsent));
        about =
                new About(
                        // A name is printed in many places, and the file system allows anything.
                        Shown.whole(source.name()),
                        Optional.of(source.path()),
                        source.format(files.stream().map(WeightsFile::format).toList()),
                        files.size(),
                        files.stream().mapToLong(WeightsFile::size).sum(),
                        files.stream().map(WeightsFile::path).toList(),
                        metadata,
                        source.config().or(() -> files.getFirst().config()),
                        source.companions(),
                        Optional.ofNullable(folder(source.path())),
                        notes,
                        said,
                        // Of one file alone: of which of several would a key be meant?
                        files.size() == 1 ? files.getFirst().dictionaries() : Optional.empty(),
                        Optional.empty());
    }

    private static @Nullable Path folder(Path path) {
        return Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    }

    /// Opens the files of `source` and reads their headers.
    ///
    /// @param said the options that a person gave; none for several files
    ///
    /// @throws Failure if one cannot be opened, holds no weights or breaks a rule of its format,
    ///   and if the files do not agree with each other or with the index; none stays open
    static FilesCheckpoint open(Source source, FilesOpener opener, OpenOptions said)
            throws Failure {
        Optional<String> under = said.under().filter(_ -> source.files().size() == 1);
        List<WeightsFile> files = opener.open(source.files(), under);
        try {
            return assemble(source, files, OpenOptions.NONE.withUnder(under));
        } catch (Failure | RuntimeException | Error e) {
            files.forEach(WeightsFile::close);
            throw e;
        }
    }

    private static FilesCheckpoint assemble(
            Source source, List<WeightsFile> files, OpenOptions said) throws Failure {
        List<Tensor> tensors = new ArrayList<>();
        Map<String, WeightsFile> places = new HashMap<>();
        List<String> notes = new ArrayList<>(source.notes());
        Optional<ShardIndex> index = source.index();
        if (index.isPresent()) {
            index.get().requireTensors(source.files(), files);
        }
        List<WeightsFile> parts = joined(source, files, notes);
        int repeated = 0;
        int unlisted = 0;
        for (int i = 0; i < parts.size(); i++) {
            WeightsFile file = parts.get(i);
            TensorCount.require(source.path(), tensors.size() + file.tensors().size(), false);
            for (Tensor tensor : file.tensors()) {
                Optional<String> shard = index.flatMap(known -> known.shard(tensor.name()));
                if (shard.isPresent() && !shard.get().equals(source.shardName(i))) {
                    repeated++;
                    continue;
                }
                WeightsFile other = places.putIfAbsent(tensor.name(), file);
                if (other != null) {
                    throw duplicate(tensor, other, file);
                }
                unlisted += index.isPresent() && shard.isEmpty() ? 1 : 0;
                tensors.add(tensor);
            }
        }
        parts.forEach(file -> notes.addAll(file.notes()));
        if (index.isPresent()) {
            index.get().noteDifferences(tensors, repeated, unlisted, notes);
        }
        Placeholders.note(tensors).ifPresent(notes::add);
        boolean isChosen = files.size() == 1 && files.getFirst().dictionaries().isPresent();
        return new FilesCheckpoint(
                source, files, tensors, places, notes, isChosen ? said : OpenOptions.NONE);
    }

    /// Returns the files, or one that joins them if they are model-parallel parts.
    private static List<WeightsFile> joined(
            Source source, List<WeightsFile> files, List<String> notes) throws Failure {
        boolean isParallel =
                files.stream().allMatch(f -> ModelParallelFile.isPart(FileNames.of(f.path())));
        if (!isParallel) {
            return files;
        }
        if (files.size() > 1) {
            notes.add(
                    "its "
                            + files.size()
                            + " model-parallel parts were put together, by rows and by columns");
        }
        ModelParallelFile whole = ModelParallelFile.of(files, source.config());
        // A single part is the model itself; its file also knows which weights are tied.
        return files.size() == 1 ? files : List.of(whole);
    }

    private static Failure duplicate(Tensor tensor, WeightsFile one, WeightsFile other) {
        return Failure.of(
                        CheckpointProblem.DUPLICATE_TENSOR,
                        other.path(),
                        "this tensor is in "
                                + one.path().getFileName()
                                + " as well, so these files are not parts of one model",
                        "Open the files one by one")
                .at("tensor " + Shown.of(tensor.name()));
    }

    @Override
    public About about() {
        return about;
    }

    @Override
    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Optional<Tensor> tensor(String name) {
        return Optional.ofNullable(places.get(name)).flatMap(file -> file.tensor(name));
    }

    @Override
    public TensorReader reader(Tensor tensor) {
        WeightsFile file = places.get(tensor.name());
        if (file == null) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + about.name());
        }
        return (first, target) -> file.read(tensor, first, target);
    }

    @Override
    public List<ReadAhead.Span> spans(Tensor tensor, long first, long count) {
        WeightsFile file = places.get(tensor.name());
        return file == null ? List.of() : file.spans(tensor, first, count);
    }

    @Override
    public Stored stored(Tensor tensor) {
        WeightsFile file = places.get(tensor.name());
        return file == null
                ? Stored.NOWHERE
                : new Stored(
                        file.encoding(tensor),
                        file.undecoded(tensor),
                        file.codes(tensor),
                        Optional.of(file.path()));
    }

    @Override
    public Tied tied() {
        return Tied.of(
                files.stream()
                        .flatMap(
                                file ->
                                        file
                                                .tied()
                                                .only(name -> file.equals(places.get(name)))
                                                .sets()
                                                .stream()));
    }

    @Override
    public void close() {
        files.forEach(WeightsFile::close);
    }
}
