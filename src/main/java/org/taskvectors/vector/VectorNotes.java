package org.taskvectors.vector;

import java.util.List;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.Vector;

/// What a person should know of vectors that are put onto a base.
public final class VectorNotes {
    private VectorNotes() {}

    /// Returns the notes about vectors that do not say that they are vectors, and about partial
    /// ones: what they lack, the model lacks too. Sentences without a full stop.
    public static List<String> of(List<Vector> vectors) {
        return Stream.concat(
                        vectors.stream().filter(VectorNotes::isUnsaid).map(VectorNotes::unsaid),
                        vectors.stream().flatMap(VectorNotes::partial))
                .toList();
    }

    private static boolean isUnsaid(Vector vector) {
        return vector instanceof SavedVector saved && saved.provenance().isEmpty();
    }

    private static String unsaid(Vector vector) {
        return vector.name()
                + " does not say that it is a task vector: its numbers are added as they are";
    }

    private static Stream<String> partial(Vector vector) {
        return SavedVector.provenance(vector).flatMap(Provenance::partial).stream()
                .map(
                        how ->
                                vector.name()
                                        + " is partial ("
                                        + how
                                        + "): the rest of the change is not in this model");
    }
}
