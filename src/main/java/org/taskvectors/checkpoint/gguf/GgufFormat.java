package org.taskvectors.checkpoint.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileKind;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.FileParts;
import org.taskvectors.checkpoint.FirstBytes;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.checkpoint.WeightsFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.ReadableFile;
import org.taskvectors.file.Shown;

/// GGUF, llama.cpp's format: a model is one file, or all parts of a split one
/// (`name-00001-of-00003.gguf`), which is opened by any of them.
public final class GgufFormat implements Format {
    private static final String ENDING = ".gguf";

    /// What a model sees through is kept in a file of its own, beside the model.
    private static final String PROJECTOR = "mmproj";

    @Override
    public String label() {
        return "GGUF";
    }

    @Override
    public List<String> endings() {
        return List.of(ENDING);
    }

    @Override
    public Optional<FileKind> recognise(FirstBytes bytes) {
        if (bytes.startWith("GGUF") || bytes.startWith("FUGG")) {
            return Optional.of(GgufKind.GGUF);
        }
        return bytes.startWith("tjgg") || bytes.startWith("fmgg") || bytes.startWith("lmgg")
                ? Optional.of(GgufKind.GGML)
                : Optional.empty();
    }

    @Override
    public boolean explains(String fileName) {
        return fileName.endsWith(ENDING);
    }

    /// Only the first part of a split file says what the model is.
    @Override
    public WeightsFile open(
            ReadableFile file, FileKind kind, Optional<String> under, List<WeightsFile> earlier)
            throws Failure {
        GgufFile firstPart =
                earlier.stream()
                        .filter(GgufFile.class::isInstance)
                        .map(GgufFile.class::cast)
                        .filter(GgufFile::isPart)
                        .findFirst()
                        .orElse(null);
        GgufFile gguf = GgufFile.open(file, firstPart);
        try {
            gguf.requireTensors();
            return gguf;
        } catch (Failure | RuntimeException | Error e) {
            gguf.close();
            throw e;
        }
    }

    @Override
    public String filesLabel() {
        return "a GGUF file";
    }

    /// All parts of the model; a part whose others are absent is refused, since what they hold
    /// would count as zero. A file that does not exist is opened by itself, which says so.
    @Override
    public Optional<FileParts> parts(Path file) throws Failure {
        Optional<ShardName> shard = ShardName.of(FileNames.of(file));
        Path folder = file.toAbsolutePath().getParent();
        if (shard.isEmpty() || folder == null || !Files.exists(file)) {
            return Optional.of(new FileParts("", List.of(file), List.of()));
        }
        List<String> parts = parts(FileNames.in(folder), shard.get());
        if (parts.size() < shard.get().of()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    file,
                    "this is part "
                            + shard.get().number()
                            + " of "
                            + shard.get().of()
                            + ", and not all of the others are in its folder",
                    "Download the others into the folder");
        }
        List<Path> files = parts.stream().map(folder::resolve).toList();
        return Optional.of(
                new FileParts(files.size() == 1 ? "" : "split GGUF file", files, List.of()));
    }

    /// The one model among the folder's files: often they are several quantisations of it.
    @Override
    public Optional<List<String>> choose(Path folder, List<String> fileNames) throws Failure {
        List<String> found = fileNames.stream().filter(this::isWeights).toList();
        List<String> models = found.stream().filter(name -> !name.startsWith(PROJECTOR)).toList();
        List<String> candidates = models.isEmpty() ? found : models;
        Optional<ShardName> shard = ShardName.of(candidates.getFirst());
        List<String> parts =
                shard.isEmpty() ? List.of(candidates.getFirst()) : parts(candidates, shard.get());
        if (parts.size() < candidates.size()) {
            throw Failure.of(
                    CheckpointProblem.SEVERAL_MODELS,
                    folder,
                    "this folder has several GGUF files, as several quantisations of a model: "
                            + Shown.of(String.join(", ", candidates)),
                    "Open the one that you mean");
        }
        if (shard.isPresent() && parts.size() < shard.get().of()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    folder,
                    "only "
                            + parts.size()
                            + " of "
                            + shard.get().of()
                            + " parts are here ("
                            + Shown.of(String.join(", ", parts))
                            + ")",
                    "Download the others into the folder");
        }
        return Optional.of(parts);
    }

    /// The names of the parts that belong with `shard`, in their order, each number once.
    private static List<String> parts(List<String> names, ShardName shard) {
        TreeSet<Integer> numbers = new TreeSet<>();
        List<String> parts = new ArrayList<>();
        for (String name : names) {
            Optional<ShardName> other = ShardName.of(name);
            if (other.isPresent()
                    && other.get().isWith(shard)
                    && other.get().number() >= 1
                    && other.get().number() <= shard.of()
                    && numbers.add(other.get().number())) {
                parts.add(name);
            }
        }
        return parts;
    }
}
