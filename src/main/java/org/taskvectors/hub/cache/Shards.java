package org.taskvectors.hub.cache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the weights in a folder are whole, by what their names and indices speak of: for commits
/// of which no tool has kept what they hold.
///
/// @param folder of the files
/// @param there the files, by their names in it
record Shards(Path folder, List<RemoteFile> there) {
    /// What is missing where there are no weights at all.
    static final String WEIGHTS = "weights";

    private static final long LARGEST_INDEX = 256L << 20;

    /// Returns the files that are missing; empty where some weights are whole.
    List<String> missing() {
        Set<String> names = there.stream().map(RemoteFile::path).collect(Collectors.toSet());
        List<Set<String>> models = models();
        if (models.stream().anyMatch(names::containsAll)) {
            return List.of();
        }
        Set<String> missing = new TreeSet<>();
        for (Set<String> model : models) {
            boolean isBegun = model.stream().anyMatch(names::contains);
            model.stream().filter(name -> isBegun && !names.contains(name)).forEach(missing::add);
        }
        return missing.isEmpty() ? List.of(WEIGHTS) : List.copyOf(missing);
    }

    /// The files of each model of which something is there: those that an index names, and weights
    /// that no index names.
    private List<Set<String>> models() {
        List<Set<String>> models = new ArrayList<>();
        Set<String> named = new TreeSet<>();
        for (RemoteFile file : there) {
            if (FileKind.of(file) == FileKind.INDEX) {
                Set<String> files = indexed(file);
                named.addAll(files);
                if (!files.isEmpty()) {
                    models.add(files);
                }
            }
        }
        for (WeightSet set : WeightSet.of(there)) {
            Set<String> files = ofNames(set);
            if (files.stream().noneMatch(named::contains)) {
                models.add(files);
            }
        }
        return models;
    }

    /// The files of which the names of shards speak: `model-00002-of-00003.safetensors`.
    private static Set<String> ofNames(WeightSet set) {
        Set<String> files = new TreeSet<>();
        set.files().forEach(file -> files.add(file.path()));
        String last = set.files().getLast().path();
        for (int shard = 1; shard <= set.shards(); shard++) {
            String number = String.format(Locale.ROOT, "%05d", shard);
            files.add(last.replaceFirst("\\d{5}(?=-of-\\d{5}\\.[A-Za-z0-9]+$)", number));
        }
        return files;
    }

    /// The files that an index names.
    private Set<String> indexed(RemoteFile index) {
        Set<String> files = new TreeSet<>();
        String prefix = index.folder().isEmpty() ? "" : index.folder() + "/";
        try {
            Path path = folder.resolve(index.path());
            if (Files.size(path) <= LARGEST_INDEX) {
                JsonNode map = new ObjectMapper().readTree(path.toFile()).path("weight_map");
                map.forEach(file -> files.add(prefix + file.asText()));
            }
        } catch (IOException e) {
            // Who opens the folder says what is wrong with it.
            return Set.of();
        }
        return files;
    }
}
