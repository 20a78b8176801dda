package org.taskvectors.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;

/// A folder of weights: decides which of its files are the model, and says what it left aside. An
/// index decides; without one `model.safetensors` does; without that a whole series of numbered
/// shards, or whatever safetensors files there are. PyTorch's files are taken by the same rules
/// where there are no safetensors files, and the one GGUF file where there are none of these
/// either.
final class ModelFolder {
    /// How many folders below are looked into for a better advice.
    private static final int MOST_FOLDERS = 100;

    private final Path folder;
    private final List<String> names;
    private final List<String> notes = new ArrayList<>();

    private ModelFolder(Path folder, List<String> names) {
        this.folder = folder;
        this.names = names;
    }

    /// @param folder a folder that exists
    static Source source(Path folder) throws Failure {
        ModelFolder model = new ModelFolder(folder, list(folder));
        Optional<String> index = model.index();
        return index.isPresent() ? model.indexed(index.get()) : model.unindexed();
    }

    /// The folder by one of its indices.
    static Source source(Path folder, String index) throws Failure {
        return new ModelFolder(folder, list(folder)).indexed(index);
    }

    /// Names of the files in `folder`, sorted; temporary files of this program are not among them.
    static List<String> list(Path folder) throws Failure {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = Names.of(entry);
                if (!name.endsWith(AtomicFile.SUFFIX) && !Files.isDirectory(entry)) {
                    names.add(name);
                }
            }
        } catch (DirectoryIteratorException | IOException e) {
            throw Failure.of(
                            FileProblem.NOT_READABLE,
                            folder,
                            "this folder cannot be listed",
                            "Check its permissions")
                    .causedBy(e);
        }
        names.sort(null);
        return names;
    }

    private Optional<String> index() throws Failure {
        List<String> found = names.stream().filter(name -> name.endsWith(Names.INDEX)).toList();
        if (found.isEmpty() && names.stream().noneMatch(ModelFolder::isSafetensors)) {
            found = names.stream().filter(name -> name.endsWith(Names.PYTORCH_INDEX)).toList();
        }
        if (found.contains("model" + Names.INDEX)) {
            return Optional.of("model" + Names.INDEX);
        }
        List<String> plain =
                found.stream().filter(name -> !name.startsWith("consolidated")).toList();
        List<String> candidates = plain.isEmpty() && !names.contains(Names.MODEL) ? found : plain;
        if (candidates.size() > 1) {
            throw Failure.of(
                    CheckpointProblem.INDEX_AMBIGUOUS,
                    folder,
                    "this folder has several indices: " + String.join(", ", candidates),
                    "Open the one that you mean");
        }
        return candidates.stream().findFirst();
    }

    private Source indexed(String name) throws Failure {
        ShardIndex index = ShardIndex.read(folder.resolve(name));
        List<String> shards = index.shardNames();
        List<String> absent =
                shards.stream().filter(shard -> !Files.exists(folder.resolve(shard))).toList();
        if (!absent.isEmpty()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    folder.resolve(absent.getFirst()),
                    "this shard is absent, "
                            + name
                            + " names it"
                            + (absent.size() == 1
                                    ? ""
                                    : " ("
                                            + absent.size()
                                            + " of "
                                            + shards.size()
                                            + " are absent)"),
                    "Download it into the folder");
        }
        noteLeftAside(shards);
        return source(shards, Optional.of(index));
    }

    private Source unindexed() throws Failure {
        List<String> found = names.stream().filter(ModelFolder::isSafetensors).toList();
        if (found.isEmpty()) {
            found = names.stream().filter(Names::isPytorch).toList();
        }
        List<String> chosen = found.isEmpty() ? GgufFiles.choose(folder, names) : choose(found);
        if (chosen.isEmpty()) {
            throw nothingToRead();
        }
        noteLeftAside(chosen);
        if (chosen.size() > 1 && !found.isEmpty()) {
            notes.add(
                    "there is no index; all tensors of "
                            + chosen.size()
                            + " files were put together");
        }
        return source(chosen, Optional.empty());
    }

    private List<String> choose(List<String> found) throws Failure {
        for (String whole : List.of(Names.MODEL, Names.PYTORCH_MODEL)) {
            if (found.contains(whole)) {
                return List.of(whole);
            }
        }
        if (names.contains(Names.ADAPTER_CONFIG)) {
            List<String> adapters = found.stream().filter(ModelFolder::isAdapter).toList();
            if (adapters.size() == 1) {
                return adapters;
            }
        }
        List<String> plain =
                found.stream()
                        .filter(name -> !name.startsWith("consolidated"))
                        .filter(name -> found.size() == 1 || !isAdapter(name))
                        .toList();
        List<String> candidates = plain.isEmpty() ? found : plain;
        List<String> shards = wholeSeries(candidates);
        return shards.isEmpty() ? candidates : shards;
    }

    /// The one series of numbered shards among `candidates`; empty where there is none, or several.
    private List<String> wholeSeries(List<String> candidates) throws Failure {
        TreeMap<String, TreeSet<Integer>> series = new TreeMap<>();
        List<String> shards = new ArrayList<>();
        for (String name : candidates) {
            Names.ShardNumber shard = Names.shard(name);
            if (shard != null) {
                shards.add(name);
                series.computeIfAbsent(shard.series() + "/" + shard.of(), s -> new TreeSet<>())
                        .add(shard.number());
            }
        }
        if (series.size() != 1) {
            return List.of();
        }
        Names.ShardNumber last = Names.shard(shards.getLast());
        if (last != null && series.firstEntry().getValue().size() < last.of()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    folder,
                    "only "
                            + shards.size()
                            + " of "
                            + last.of()
                            + " shards are here ("
                            + Shown.of(String.join(", ", shards))
                            + ")",
                    "Download the others into the folder, and "
                            + last.series()
                            + (isSafetensors(shards.getLast()) ? Names.INDEX : Names.PYTORCH_INDEX)
                            + " with them");
        }
        return shards;
    }

    private static boolean isSafetensors(String name) {
        return name.endsWith(Names.SAFETENSORS);
    }

    private static boolean isAdapter(String name) {
        return name.equals(Names.ADAPTER) || name.equals(Names.PYTORCH_ADAPTER);
    }

    private Source source(List<String> chosen, Optional<ShardIndex> index) {
        Optional<ModelConfig> config = ModelConfigReader.read(folder, notes);
        boolean adapter =
                names.contains(Names.ADAPTER_CONFIG)
                        && chosen.stream().anyMatch(ModelFolder::isAdapter);
        boolean huggingFace = config.isPresent() || index.isPresent();
        return new Source(
                folder,
                adapter
                        ? "adapter folder (PEFT)"
                        : huggingFace ? "Hugging Face folder" : "folder of " + kind(chosen),
                chosen.stream().map(folder::resolve).toList(),
                index,
                config,
                names.stream().filter(Names::isCompanion).toList(),
                notes);
    }

    private static String kind(List<String> chosen) {
        if (chosen.stream().allMatch(ModelFolder::isSafetensors)) {
            return "safetensors files";
        }
        return GgufFiles.isGguf(chosen.getFirst()) ? "a GGUF file" : "PyTorch files";
    }

    private void noteLeftAside(List<String> chosen) {
        List<String> aside =
                names.stream()
                        .filter(
                                name ->
                                        isSafetensors(name)
                                                || Names.isPytorch(name)
                                                || GgufFiles.isGguf(name)
                                                || Names.isOtherWeights(name))
                        .filter(name -> !chosen.contains(name))
                        .toList();
        if (!aside.isEmpty()) {
            notes.add("left aside: " + Shown.of(String.join(", ", aside)));
        }
    }

    private Failure nothingToRead() {
        List<String> others = names.stream().filter(Names::isOtherWeights).toList();
        if (!others.isEmpty()) {
            return Failure.of(
                    CheckpointProblem.OTHER_FORMAT,
                    folder,
                    "its weights are "
                            + otherFormats(others)
                            + " ("
                            + Shown.of(String.join(", ", others))
                            + "); this version does not read them",
                    "Get the model's safetensors files, or save it again with"
                            + " save_pretrained(…, safe_serialization=True)");
        }
        List<String> below = foldersWithWeights();
        return Failure.of(
                CheckpointProblem.NO_WEIGHTS,
                folder,
                "there are no weights in this folder"
                        + (below.isEmpty()
                                ? ""
                                : ", only in folders below it ("
                                        + Shown.of(String.join(", ", below))
                                        + ")"),
                below.isEmpty()
                        ? "Open the folder that holds model.safetensors or its shards"
                        : "Open one of these");
    }

    private List<String> foldersWithWeights() {
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(Files::isDirectory)
                    .limit(MOST_FOLDERS)
                    .filter(ModelFolder::hasWeights)
                    .map(Names::of)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private static boolean hasWeights(Path folder) {
        try {
            return list(folder).stream()
                    .anyMatch(
                            name ->
                                    isSafetensors(name)
                                            || Names.isPytorch(name)
                                            || GgufFiles.isGguf(name));
        } catch (Failure e) {
            return false;
        }
    }

    private static String otherFormats(List<String> names) {
        TreeSet<String> formats = new TreeSet<>();
        for (String name : names) {
            String ending = name.substring(name.lastIndexOf('.') + 1);
            formats.add(
                    switch (ending) {
                        case "h5" -> "HDF5 (Keras)";
                        case "msgpack" -> "Flax";
                        case "onnx" -> "ONNX";
                        default -> "NumPy";
                    });
        }
        return String.join(" and ", formats);
    }
}
