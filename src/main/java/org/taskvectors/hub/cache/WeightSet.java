package org.taskvectors.hub.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Files of weights that are one model together: one file, or shards with their index.
///
/// @param kind of the files
/// @param folder that they are in; empty for the root
/// @param stem what their names begin with: `model`, `model.fp16`, `pytorch_model`
/// @param shards how many there should be; 0 for one file
/// @param files those that are there, an index first
record WeightSet(FileKind kind, String folder, String stem, int shards, List<RemoteFile> files) {
    /// `model-00001-of-00004.safetensors`, `name-00001-of-00002.gguf`, and Meta's
    /// `consolidated.00.pth`, which does not say of how many.
    private static final Pattern SHARD =
            Pattern.compile("(.+?)[-_.](\\d{5})-of-(\\d{5})\\.[A-Za-z0-9]+");

    private static final Pattern CONSOLIDATED =
            Pattern.compile("(consolidated)[.-]\\d\\d(?:-of-\\d+)?\\.[A-Za-z0-9]+");
    private static final Pattern INDEX =
            Pattern.compile("(.+?)\\.(?:safetensors|bin|pth|pt)\\.index(?:\\.([\\w-]+))?\\.json");

    private record Key(FileKind kind, String folder, String stem, int shards) {}

    WeightSet {
        files = List.copyOf(files);
    }

    /// Puts weights together, and an index to the shards that it is of.
    static List<WeightSet> of(List<RemoteFile> files) {
        Map<Key, List<RemoteFile>> sets = new LinkedHashMap<>();
        for (RemoteFile file : files) {
            FileKind kind = FileKind.of(file);
            if (kind.isWeights()) {
                sets.computeIfAbsent(key(kind, file), _ -> new ArrayList<>()).add(file);
            }
        }
        for (RemoteFile file : files) {
            if (FileKind.of(file) == FileKind.INDEX) {
                indexed(file, sets).ifPresent(set -> set.addFirst(file));
            }
        }
        return sets.entrySet().stream()
                .map(
                        entry ->
                                new WeightSet(
                                        entry.getKey().kind(),
                                        entry.getKey().folder(),
                                        entry.getKey().stem(),
                                        entry.getKey().shards(),
                                        entry.getValue()))
                .toList();
    }

    private static Key key(FileKind kind, RemoteFile file) {
        Matcher shard = SHARD.matcher(file.name());
        if (shard.matches()) {
            int all = Integer.parseInt(shard.group(3));
            return new Key(kind, file.folder(), shard.group(1), all);
        }
        Matcher consolidated = CONSOLIDATED.matcher(file.name());
        String stem =
                consolidated.matches()
                        ? consolidated.group(1)
                        : file.name().substring(0, file.name().lastIndexOf('.'));
        return new Key(kind, file.folder(), stem, 0);
    }

    /// The shards that an index is of, by its name and place.
    private static Optional<List<RemoteFile>> indexed(
            RemoteFile index, Map<Key, List<RemoteFile>> sets) {
        Matcher name = INDEX.matcher(index.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        FileKind kind =
                index.name().contains(".safetensors.") ? FileKind.SAFETENSORS : FileKind.PYTORCH;
        // transformers writes a variant behind `index`: model.safetensors.index.fp16.json.
        String stem = name.group(2) == null ? name.group(1) : name.group(1) + "." + name.group(2);
        return sets.entrySet().stream()
                .filter(entry -> entry.getKey().kind() == kind)
                .filter(entry -> entry.getKey().folder().equals(index.folder()))
                .filter(entry -> entry.getKey().shards() > 0)
                .filter(entry -> entry.getKey().stem().equals(stem))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /// Shards that the names speak of and that are not there.
    long missing() {
        long there = files.stream().filter(file -> FileKind.of(file).isWeights()).count();
        return Math.max(0, shards - there);
    }

    long bytes() {
        return files.stream().mapToLong(RemoteFile::size).reduce(0, Math::addExact);
    }

    /// Whether it is another precision of a model that is there too: `model.fp16` beside `model`.
    boolean isVariantOf(WeightSet other) {
        return !equals(other)
                && kind == other.kind()
                && folder.equals(other.folder())
                && stem.startsWith(other.stem() + ".");
    }
}
