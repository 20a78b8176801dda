package org.taskvectors.hub.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.file.Shown;

/// Which weights a model needs by default: of each folder one format, safetensors first, and each
/// model once.
///
/// @param chosen what is fetched
/// @param all that the repository has
/// @param isPipeline whether the root has no weights, but folders have
/// @param notes what a person should know of the choice
record ChosenWeights(
        List<WeightSet> chosen, List<WeightSet> all, boolean isPipeline, List<String> notes) {
    private static final String SAME_NUMBERS = "the same weights in another format";

    static ChosenWeights of(List<WeightSet> all) {
        List<WeightSet> inRoot = all.stream().filter(set -> set.folder().isEmpty()).toList();
        boolean isPipeline =
                inRoot.isEmpty() && all.stream().anyMatch(set -> set.kind() != FileKind.GGUF);
        List<WeightSet> candidates = isPipeline ? all : inRoot;
        List<String> notes = new ArrayList<>();
        List<WeightSet> chosen =
                candidates.stream()
                        .collect(Collectors.groupingBy(WeightSet::folder))
                        .values()
                        .stream()
                        .flatMap(sets -> ofFolder(sets).stream())
                        .toList();
        List<WeightSet> ggufs = all.stream().filter(set -> set.kind() == FileKind.GGUF).toList();
        if (chosen.isEmpty() && ggufs.size() == 1) {
            chosen = ggufs;
        }
        if (chosen.isEmpty() && ggufs.size() > 1) {
            notes.add(
                    "the repository holds "
                            + ggufs.size()
                            + " files of llama.cpp, of which one is the model: choose");
        }
        for (WeightSet set : chosen) {
            if (set.missing() > 0) {
                notes.add(
                        "of "
                                + Shown.of(set.stem())
                                + " "
                                + set.missing()
                                + " shards of "
                                + set.shards()
                                + " are not in the repository");
            }
        }
        return new ChosenWeights(chosen, all, isPipeline, notes);
    }

    private static List<WeightSet> ofFolder(List<WeightSet> sets) {
        for (FileKind kind : List.of(FileKind.SAFETENSORS, FileKind.PYTORCH)) {
            List<WeightSet> ofKind = sets.stream().filter(set -> set.kind() == kind).toList();
            if (!ofKind.isEmpty()) {
                return eachOnce(ofKind, sets);
            }
        }
        return List.of();
    }

    /// The model by its usual name, and the adapter beside it; where neither has one, all that are
    /// no variant of another.
    private static List<WeightSet> eachOnce(List<WeightSet> ofKind, List<WeightSet> all) {
        String usual = ofKind.getFirst().kind() == FileKind.SAFETENSORS ? "model" : "pytorch_model";
        List<WeightSet> models = named(ofKind, usual);
        List<WeightSet> adapters = named(ofKind, "adapter_model");
        if (adapters.isEmpty()) {
            adapters = named(all, "adapter_model");
        }
        if (!models.isEmpty() || !adapters.isEmpty()) {
            // One file is read before shards by transformers; both are the same model.
            return Stream.concat(
                            models.stream()
                                    .sorted(Comparator.comparingInt(WeightSet::shards))
                                    .limit(1),
                            adapters.stream().limit(1))
                    .toList();
        }
        List<WeightSet> plain =
                ofKind.stream().filter(set -> ofKind.stream().noneMatch(set::isVariantOf)).toList();
        List<WeightSet> others =
                plain.stream().filter(set -> !set.stem().equals("consolidated")).toList();
        return others.isEmpty() ? plain : others;
    }

    private static List<WeightSet> named(List<WeightSet> sets, String stem) {
        return sets.stream()
                .filter(set -> set.kind() != FileKind.GGUF && set.stem().equals(stem))
                .toList();
    }

    Set<String> folders() {
        return chosen.stream().map(WeightSet::folder).collect(Collectors.toSet());
    }

    boolean contains(RemoteFile file) {
        return chosen.stream().anyMatch(set -> set.files().contains(file));
    }

    /// Why weights are left aside.
    String reason(RemoteFile file) {
        WeightSet set =
                all.stream().filter(one -> one.files().contains(file)).findFirst().orElse(null);
        if (set == null) {
            return "an index without its shards, or of weights that are left aside";
        }
        if (chosen.isEmpty()) {
            return "one of several, between which you choose";
        }
        if (chosen.stream().anyMatch(set::isVariantOf)) {
            return "another precision of the same weights";
        }
        if (chosen.stream().anyMatch(one -> one.folder().equals(set.folder()))) {
            return chosen.stream().anyMatch(one -> one.kind() == set.kind())
                            && !set.stem().equals("consolidated")
                            && chosen.stream().noneMatch(one -> one.stem().equals(set.stem()))
                    ? "other weights beside the model's"
                    : SAME_NUMBERS;
        }
        return set.kind() == FileKind.GGUF ? SAME_NUMBERS : "of a part that is not fetched";
    }
}
