package org.taskvectors.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Shown;
import org.taskvectors.vector.Provenance;

/// Notes for the reader of a comparison's numbers.
final class Notes {
    private static final int NAMED = 3;

    private final List<NamedProfile> vectors;
    private final Slots slots;
    private final PairView pairs;
    private final List<String> bases;

    /// @param bases what the base of each vector is called; empty where that is not known
    Notes(List<NamedProfile> vectors, Slots slots, PairView pairs, List<String> bases) {
        this.vectors = vectors;
        this.slots = slots;
        this.pairs = pairs;
        this.bases = List.copyOf(bases);
    }

    List<String> sentences() {
        List<String> notes = new ArrayList<>();
        for (int vector = 0; vector < vectors.size(); vector++) {
            ofVector(vector, notes);
        }
        if (!pairs.otherShape().isEmpty()) {
            notes.add(
                    "left out of cosine similarity and signs between those whose shapes differ,"
                            + " and of interference: "
                            + names(pairs.otherShape()));
        }
        return notes;
    }

    private void ofVector(int vector, List<String> notes) {
        String name = vectors.get(vector).name();
        int rows = slots.rows().size();
        int missing = 0;
        int unmeasured = 0;
        NonFinite inVector = NonFinite.NONE;
        NonFinite inBase = NonFinite.NONE;
        NonFinite inTuned = NonFinite.NONE;
        for (int row = 0; row < rows; row++) {
            @Nullable Slot slot = slots.get(vector, row);
            if (slot == null) {
                continue;
            }
            unmeasured += Double.isNaN(slot.baseSquares()) ? 1 : 0;
            TensorProfile held = slot.held();
            if (held == null) {
                missing++;
            } else {
                inVector = inVector.plus(held.notFinite());
                if (held.sides().isPresent()) {
                    inBase = inBase.plus(held.sides().get().base());
                    inTuned = inTuned.plus(held.sides().get().tuned());
                }
            }
        }
        vectors.get(vector)
                .profile()
                .provenance()
                .flatMap(Provenance::partial)
                .ifPresent(
                        how ->
                                notes.add(
                                        name
                                                + ": partial: "
                                                + how
                                                + "; the rest is outside all numbers"));
        if (!vectors.get(vector).isBaseKnown()) {
            notes.add(
                    name
                            + ": its base "
                            + (bases.get(vector).isEmpty()
                                    ? "is not known"
                                    : bases.get(vector) + " is not at hand")
                            + ", so a group is what the vector holds and"
                            + " there is no relative norm");
        }
        if (missing > 0) {
            notes.add(
                    name
                            + ": does not hold "
                            + counted(missing, "tensor")
                            + " of its base; they count as zeros");
        }
        if (unmeasured > 0 && vectors.get(vector).isBaseKnown()) {
            notes.add(
                    name
                            + ": the norm of "
                            + counted(unmeasured, "base tensor")
                            + " is not known, so their groups have no relative norm");
        }
        addNotFinite(notes, name + ": its base has ", inBase);
        addNotFinite(notes, name + ": its fine-tuned model has ", inTuned);
        addNotFinite(notes, name + ": it has ", inVector);
    }

    private static void addNotFinite(List<String> notes, String subject, NonFinite count) {
        if (count.total() > 0) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%s%,d NaN and %,d infinite weights, left out of every number",
                            subject,
                            count.nan(),
                            count.infinite()));
        }
    }

    private static String counted(long count, String word) {
        return String.format(Locale.ROOT, "%,d %s%s", count, word, count == 1 ? "" : "s");
    }

    /// The first of some names, and how many more there are.
    static String names(List<String> all) {
        String first = all.stream().limit(NAMED).map(Shown::of).collect(Collectors.joining(", "));
        return all.size() <= NAMED ? first : first + " and " + (all.size() - NAMED) + " more";
    }
}
