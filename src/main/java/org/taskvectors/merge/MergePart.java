package org.taskvectors.merge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ContentId;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.HubNames;
import org.taskvectors.merge.method.Space;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;

/// What went into a merge, as its card and its provenance tell it: by names and fingerprints, never
/// by where it lay.
///
/// @param name of the file or folder
/// @param kind what it went in as
/// @param madeFrom what a card names as the model behind it: its own name, or for a vector the name
///   of the fine-tuned model that it records
/// @param files its files of weights
/// @param licence what its own files state; empty if nothing
record MergePart(
        String name, Kind kind, String madeFrom, List<Mark> files, Optional<Licence> licence) {
    enum Kind {
        BASE("base"),
        MODEL("model"),
        VECTOR("task vector"),
        ADAPTER("adapter");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /// A file of weights.
    ///
    /// @param sample SHA-256 over its size and samples of its bytes, as [ContentId.Part] has it
    record Mark(String name, long bytes, String sample) {}

    /// Returns the parts in their order, the base first; of a recipe by the names that it has for
    /// them.
    ///
    /// @throws IOException where a file cannot be read any more
    static List<MergePart> of(MergeSides sides, MergeRequest request) throws IOException {
        List<MergePart> parts = new ArrayList<>();
        Map<Path, String> names = new HashMap<>();
        request.recipe()
                .map(AskedRecipe::models)
                .orElse(Map.of())
                .forEach((name, path) -> names.putIfAbsent(path, name));
        if (request.stacking().isPresent()) {
            for (Checkpoint model : sides.opened()) {
                parts.add(of(model, Kind.MODEL, names));
            }
            return parts;
        }
        if (sides.base().isPresent()) {
            parts.add(of(sides.base().get(), Kind.BASE, names));
        }
        for (int k = 0; k < sides.ingredients().size(); k++) {
            Checkpoint one = sides.ingredients().get(k);
            boolean isAdapter = one instanceof Vector vector && vector.isAdapter();
            parts.add(
                    of(
                            one,
                            sides.given().get(k) == Space.MODELS
                                    ? Kind.MODEL
                                    : isAdapter ? Kind.ADAPTER : Kind.VECTOR,
                            names));
        }
        return parts;
    }

    private static MergePart of(Checkpoint one, Kind kind, Map<Path, String> names)
            throws IOException {
        String own =
                one.path()
                        .map(names::get)
                        .or(() -> one.path().flatMap(HubNames::repository))
                        .orElse(one.name());
        List<Mark> marks = new ArrayList<>();
        for (Path file : one.about().weightFiles()) {
            marks.add(
                    new Mark(
                            String.valueOf(file.getFileName()),
                            Files.size(file),
                            ContentId.part(file).sample()));
        }
        String from =
                kind == Kind.VECTOR
                        ? SavedVector.provenance(one)
                                .map(Provenance::tuned)
                                .map(tuned -> tuned.name())
                                .filter(name -> !name.isBlank())
                                .orElse(own)
                        : own;
        return new MergePart(own, kind, from, marks, Licence.of(one));
    }

    /// Returns it in words, the same for the same bytes: `sst2 (task vector, SHA-256 of samples
    /// 0a1b…)`.
    String words() {
        return name
                + " ("
                + kind.words()
                + ", SHA-256 of samples "
                + files.stream().map(Mark::sample).collect(Collectors.joining(", "))
                + ")";
    }
}
