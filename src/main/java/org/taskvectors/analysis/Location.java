package org.taskvectors.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.LoraScale;
import org.taskvectors.checkpoint.OpenOptions;

/// The place of a checkpoint, with everything besides its files that affects its numbers.
///
/// @param path its file or folder
/// @param said the options that a person gave when opening it
/// @param base the base that an adapter was read with; empty for anything else
record Location(Path path, OpenOptions said, Optional<Location> base) {
    /// By the path, then by the options: one file may be two vectors.
    static final Comparator<Location> ORDER =
            Comparator.comparing(Location::path)
                    .thenComparing(place -> place.words())
                    .thenComparing(place -> place.base().map(Location::baseWords).orElse(""));

    /// Returns the place of a checkpoint that was opened without options and without a base.
    static Location of(Path path) {
        return new Location(path, OpenOptions.NONE, Optional.empty());
    }

    /// Whether the checkpoint was opened without options and without a base.
    boolean isPlain() {
        return said.equals(OpenOptions.NONE) && base.isEmpty();
    }

    /// Returns the stamps of its files, together with the options.
    ///
    /// @throws IOException if there is nothing to read
    Stamp stamp() throws IOException {
        Stamp own = Stamp.of(path, said);
        if (isPlain()) {
            return own;
        }
        List<Stamp.Entry> entries = new ArrayList<>(own.files());
        entries.add(new Stamp.Entry("said", 0, 0, words()));
        if (base.isPresent()) {
            entries.add(new Stamp.Entry("base", 0, 0, ""));
            entries.addAll(base.get().stamp().files());
        }
        return new Stamp(entries);
    }

    private String words() {
        String scale =
                said.scale()
                        .map(
                                given ->
                                        switch (given) {
                                            case LoraScale.Factor factor ->
                                                    "factor " + factor.value();
                                            case LoraScale.Alpha alpha ->
                                                    (alpha.rankStabilised() ? "rslora " : "alpha ")
                                                            + alpha.alpha();
                                        })
                        .orElse("");
        List<String> words =
                new ArrayList<>(List.of(scale, said.adapter().orElse(""), said.under().orElse("")));
        // Which folders are allowed changes no number; what lies there is in the stamp.
        if (said.asModel()) {
            words.add("as a model");
        }
        return String.join("\n", words);
    }

    private String baseWords() {
        return path + "\n" + words();
    }
}
