package org.taskvectors.checkpoint;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// A checkpoint whose tensors lie in one or more files of weights, all of which it holds open.
final class FilesCheckpoint implements Checkpoint {
    private final Source source;
    private final List<WeightsFile> files;
    private final List<Tensor> tensors;
    private final Map<String, WeightsFile> places;
    private final Map<String, String> metadata;
    private final List<String> notes;
    private final OpenOptions said;

    private FilesCheckpoint(
            Source source,
            List<WeightsFile> files,
            List<Tensor> tensors,
            Map<String, WeightsFile> places,
            List<String> notes,
            OpenOptions said) {
        this.source = source;
        this.said = said;
        this.files = files;
        this.tensors = List.copyOf(tensors);
        this.places = places;
        this.notes = List.copyOf(notes);
        Map<String, String> merged = new LinkedHashMap<>();
        files.forEach(file -> file.metadata().forEach(merged::putIfAbsent));
        this.metadata = Map.copyOf(merged);
    }

    /// Opens the files of `source` and reads their headers.
    ///
    /// @param said what a person said of them; of several files nothing can be said
    ///
    /// @throws Failure where one cannot be opened, holds no weights or breaks a rule of its format,
    ///   and where the files do not agree with each other or with the index; none stays open
    static FilesCheckpoint open(Source source, OpenOptions said) throws Failure {
        Optional<String> under = said.under().filter(_ -> source.files().size() == 1);
        List<WeightsFile> files = WeightsFiles.open(source.files(), under);
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
        int repeated = 0;
        int unlisted = 0;
        for (int i = 0; i < files.size(); i++) {
            WeightsFile file = files.get(i);
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
        files.forEach(file -> notes.addAll(file.notes()));
        if (index.isPresent()) {
            index.get().noteDifferences(tensors, repeated, unlisted, notes);
        }
        boolean isChosen = files.size() == 1 && files.getFirst().dictionaries().isPresent();
        return new FilesCheckpoint(
                source, files, tensors, places, notes, isChosen ? said : OpenOptions.NONE);
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
    public String name() {
        return source.name();
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(source.path());
    }

    @Override
    public String format() {
        return source.format(files.stream().map(WeightsFile::format).toList());
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
    public void read(Tensor tensor, long firstElement, MemorySegment target) throws Failure {
        WeightsFile file = places.get(tensor.name());
        if (file == null) {
            throw new IllegalArgumentException(
                    "tensor " + tensor.name() + " is not in " + source.path());
        }
        file.read(tensor, firstElement, target);
    }

    @Override
    public Optional<Encoding> encoding(Tensor tensor) {
        return Optional.ofNullable(places.get(tensor.name()))
                .flatMap(file -> file.encoding(tensor));
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
    public OpenOptions said() {
        return said;
    }

    /// Of one file alone: nobody would know of which of several a key is meant.
    @Override
    public Optional<Dictionaries> dictionaries() {
        return files.size() == 1 ? files.getFirst().dictionaries() : Optional.empty();
    }

    @Override
    public Optional<Path> file(Tensor tensor) {
        return Optional.ofNullable(places.get(tensor.name())).map(WeightsFile::path);
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Optional<ModelConfig> config() {
        return source.config().or(() -> files.getFirst().config());
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public List<String> companions() {
        return source.companions();
    }

    @Override
    public long bytesOnDisk() {
        return files.stream().mapToLong(WeightsFile::size).sum();
    }

    @Override
    public int files() {
        return files.size();
    }

    @Override
    public List<Path> weightFiles() {
        return files.stream().map(WeightsFile::path).toList();
    }

    @Override
    public void close() {
        files.forEach(WeightsFile::close);
    }
}
