package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.metric.Pair;

/// What a reader of a comparison's numbers has to know, in sentences.
final class Remarks {
    private Remarks() {}

    /// @param effective what the chosen scope means for these vectors
    static List<String> of(Comparison comparison, List<Block> blocks, EffectiveScope effective) {
        List<String> notes = new ArrayList<>();
        effective.note().ifPresent(notes::add);
        List<NamedProfile> vectors = comparison.vectors();
        identical(vectors, notes);
        for (int vector = 0; vector < vectors.size(); vector++) {
            if (comparison.numbers(vector, Group.ALL).weights() == 0) {
                notes.add(
                        vectors.get(vector).name()
                                + ": nothing of it is in scope ("
                                + EffectiveScope.words(effective.scope())
                                + ")");
            }
        }
        if (comparison.hasPairs()) {
            for (Pair pair : compared(vectors.size(), blocks)) {
                strangers(comparison, pair).ifPresent(notes::add);
            }
        }
        notes.addAll(
                comparison.notes(
                        IntStream.range(0, vectors.size())
                                .mapToObj(vector -> title(vector, blocks))
                                .toList()));
        return notes;
    }

    /// What the base of a vector is called, at the left too.
    private static String title(int vector, List<Block> blocks) {
        return blocks.stream()
                .filter(block -> block.vectors().contains(vector))
                .map(Block::title)
                .findFirst()
                .orElse("");
    }

    /// Fingerprints over all names, dtypes, shapes and numbers are equal only of equal vectors.
    private static void identical(List<NamedProfile> vectors, List<String> notes) {
        for (Pair pair : Pair.all(vectors.size())) {
            NamedProfile a = vectors.get(pair.a());
            NamedProfile b = vectors.get(pair.b());
            String fingerprint = a.profile().checksum();
            if (!fingerprint.isEmpty() && fingerprint.equals(b.profile().checksum())) {
                notes.add(a.name() + " and " + b.name() + " are the same vector, bit for bit");
            }
        }
    }

    /// Two vectors are meant to be compared on whichever bases they are; of more, those of one base
    /// are.
    private static List<Pair> compared(int vectors, List<Block> blocks) {
        return vectors == 2
                ? Pair.all(vectors)
                : blocks.stream().flatMap(block -> block.pairs().stream()).toList();
    }

    private static Optional<String> strangers(Comparison comparison, Pair pair) {
        return Double.isNaN(comparison.pair(pair.a(), pair.b(), Group.ALL).dot())
                ? Optional.of(
                        String.format(
                                Locale.ROOT,
                                "%s and %s have no tensor in common: there is nothing to compare"
                                        + " between them",
                                comparison.vectors().get(pair.a()).name(),
                                comparison.vectors().get(pair.b()).name()))
                : Optional.empty();
    }
}
