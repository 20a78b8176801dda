package org.taskvectors.checkpoint.open;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.CheckpointProblem;
import org.taskvectors.checkpoint.FileNames;
import org.taskvectors.checkpoint.Format;
import org.taskvectors.checkpoint.HubNames;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.ShardName;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Decides which files of a folder are the model, and notes which it left aside. The first format
/// of the list that has files in the folder counts. An index of this format decides; without one
/// the file with the name of a whole model does; without that a whole series of numbered shards, or
/// all files. A format may have rules of its own.
final class ModelFolder {
    /// How many folders below are searched for better advice.
    private static final int MOST_FOLDERS = 100;

    /// The name of the last adapter of a training with MLX.
    private static final String MLX_ADAPTER = "adapters.";

    private final Path folder;
    private final List<String> names;
    private final Formats formats;
    private final List<String> notes = new ArrayList<>();

    private ModelFolder(Path folder, List<String> names, Formats formats) {
        this.folder = folder;
        this.names = names;
        this.formats = formats;
    }

    /// @param folder a folder that exists
    static Source source(Path folder, Formats formats) throws Failure {
        Optional<HubCache.Snapshot> snapshot = HubCache.snapshot(folder);
        Path inside = snapshot.map(HubCache.Snapshot::folder).orElse(folder);
        ModelFolder model = new ModelFolder(inside, FileNames.in(inside), formats);
        snapshot.ifPresent(found -> model.notes.add(found.note()));
        Optional<String> index = model.index();
        return index.isPresent() ? model.indexed(index.get()) : model.unindexed();
    }

    /// Returns the model of a folder by one of its indices.
    static Source source(Path folder, String index, Formats formats) throws Failure {
        return new ModelFolder(folder, FileNames.in(folder), formats).indexed(index);
    }

    /// Returns the model that a shard is of: by its index, else with the others of its series.
    ///
    /// @param name the shard's file
    /// @throws Failure if others are absent
    static Source ofShard(Path folder, String name, ShardName shard, Formats formats)
            throws Failure {
        ModelFolder model = new ModelFolder(folder, FileNames.in(folder), formats);
        if (model.names.contains(shard.indexName())) {
            return model.indexed(shard.indexName());
        }
        List<String> series =
                model.names.stream()
                        .filter(other -> formats.shard(other).filter(shard::isWith).isPresent())
                        .toList();
        List<String> shards = model.wholeSeries(series);
        Source whole = model.source(shards, Optional.empty(), "");
        return new Source(
                folder.resolve(name),
                whole.name(),
                whole.format(),
                whole.files(),
                Optional.empty(),
                whole.config(),
                whole.companions(),
                whole.notes());
    }

    /// Returns the index of the first format that has one, unless a format before it has weights.
    private Optional<String> index() throws Failure {
        for (Format format : formats.formats()) {
            Optional<HubNames> hub = format.hubNames();
            if (hub.isPresent()) {
                Optional<String> index = index(hub.get());
                if (index.isPresent()) {
                    return index;
                }
            }
            if (names.stream().anyMatch(format::isWeights)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<String> index(HubNames hub) throws Failure {
        List<String> found =
                names.stream().filter(name -> name.endsWith(hub.indexEnding())).toList();
        String usual = hub.model() + hub.indexEnding();
        if (found.contains(usual)) {
            return Optional.of(usual);
        }
        List<String> plain = found.stream().filter(name -> !FolderFiles.isOriginal(name)).toList();
        List<String> candidates = plain.isEmpty() && !names.contains(hub.whole()) ? found : plain;
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
        ShardIndex index = ShardIndex.read(folder.resolve(name), formats);
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
        return source(shards, Optional.of(index), "");
    }

    private Source unindexed() throws Failure {
        for (Format format : formats.formats()) {
            List<String> found = names.stream().filter(format::isWeights).toList();
            if (!found.isEmpty()) {
                return unindexed(format, found);
            }
        }
        throw nothingToRead();
    }

    private Source unindexed(Format format, List<String> found) throws Failure {
        Optional<List<String>> own = format.choose(folder, names);
        List<String> chosen = own.isPresent() ? own.get() : choose(format, found);
        noteLeftAside(chosen);
        if (chosen.stream().allMatch(ModelParallelFile::isPart)) {
            return source(chosen, Optional.empty(), "folder in Meta's layout");
        }
        if (chosen.size() > 1 && own.isEmpty()) {
            notes.add(
                    "there is no index; all tensors of "
                            + chosen.size()
                            + " files were put together");
        }
        return source(chosen, Optional.empty(), "folder of " + format.filesLabel());
    }

    private List<String> choose(Format format, List<String> found) throws Failure {
        Optional<String> whole = format.hubNames().map(HubNames::whole).filter(found::contains);
        if (whole.isPresent()) {
            return List.of(whole.get());
        }
        if (names.contains(FolderFiles.ADAPTER_CONFIG)) {
            List<String> adapters = found.stream().filter(formats::isAdapter).toList();
            if (adapters.size() == 1) {
                return adapters;
            }
            // MLX keeps the adapters of earlier steps beside the last one.
            List<String> last =
                    found.stream().filter(name -> name.startsWith(MLX_ADAPTER)).toList();
            if (last.size() == 1) {
                return last;
            }
        }
        List<String> plain =
                found.stream()
                        .filter(name -> !FolderFiles.isOriginal(name))
                        .filter(name -> found.size() == 1 || !formats.isAdapter(name))
                        .toList();
        List<String> candidates = plain.isEmpty() ? found : plain;
        List<String> parallel = ModelParallelFile.partsOf(candidates);
        if (!parallel.isEmpty()) {
            return parallel;
        }
        List<String> shards = wholeSeries(candidates);
        return shards.isEmpty() ? candidates : shards;
    }

    /// Returns the one series of numbered shards among `candidates`; empty if there is none, or
    /// several.
    private List<String> wholeSeries(List<String> candidates) throws Failure {
        TreeMap<String, TreeSet<Integer>> series = new TreeMap<>();
        List<String> shards = new ArrayList<>();
        Optional<ShardName> last = Optional.empty();
        for (String name : candidates) {
            Optional<ShardName> shard = formats.shard(name);
            if (shard.isPresent()) {
                last = shard;
                shards.add(name);
                series.computeIfAbsent(
                                shard.get().series() + "/" + shard.get().of(), s -> new TreeSet<>())
                        .add(shard.get().number());
            }
        }
        if (series.size() != 1 || last.isEmpty()) {
            return List.of();
        }
        if (series.firstEntry().getValue().size() < last.get().of()) {
            throw Failure.of(
                    CheckpointProblem.SHARD_ABSENT,
                    folder,
                    "only "
                            + shards.size()
                            + " of "
                            + last.get().of()
                            + " shards are here ("
                            + Shown.of(String.join(", ", shards))
                            + ")",
                    "Download the others into the folder, and "
                            + last.get().indexName()
                            + " with them");
        }
        return shards;
    }

    /// @param kind words for the folder's files, if nothing in it says what model it is
    private Source source(List<String> chosen, Optional<ShardIndex> index, String kind)
            throws Failure {
        Optional<ModelConfig> config = new ModelConfigReader(formats).read(folder, chosen, notes);
        boolean original = chosen.stream().allMatch(FolderFiles::isOriginal);
        boolean adapter =
                names.contains(FolderFiles.ADAPTER_CONFIG)
                        && chosen.stream().anyMatch(formats::isAdapter);
        boolean huggingFace = config.isPresent() || index.isPresent();
        String format = original ? "folder in its authors' own layout" : "Hugging Face folder";
        return new Source(
                folder,
                HubCache.name(folder).orElseGet(() -> FileNames.of(folder)),
                adapter ? "adapter folder (PEFT)" : huggingFace ? format : kind,
                chosen.stream().map(folder::resolve).toList(),
                index,
                config,
                FolderFiles.companions(folder, names),
                notes);
    }

    private void noteLeftAside(List<String> chosen) {
        List<String> aside =
                names.stream()
                        .filter(name -> formats.isRead(name) || Formats.isNotRead(name))
                        .filter(name -> !chosen.contains(name))
                        .toList();
        if (!aside.isEmpty()) {
            notes.add("left aside: " + Shown.of(String.join(", ", aside)));
        }
    }

    private Failure nothingToRead() {
        List<String> others = names.stream().filter(Formats::isNotRead).toList();
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
                    .filter(this::hasWeights)
                    .map(FileNames::of)
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private boolean hasWeights(Path below) {
        try {
            return HubCache.isModel(below)
                    || FileNames.in(below).stream().anyMatch(formats::isRead);
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
