package org.taskvectors.merge;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.method.MethodProblem;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;

/// The base that vectors record, where it is not at hand.
///
/// @param identity its name and fingerprint
/// @param tensors its tensors, as far as the vectors' scopes go
record RecordedBase(Identity identity, List<BaseTensor> tensors) {
    /// @throws Failure [MethodProblem#OTHER_BASE] if a vector records none, or another than the
    ///   first does: a vector is of one base
    static RecordedBase of(List<Vector> vectors) throws Failure {
        Map<String, BaseTensor> tensors = new LinkedHashMap<>();
        Optional<Identity> base = Optional.empty();
        for (Vector vector : vectors) {
            Provenance from =
                    SavedVector.provenance(vector)
                            .orElseThrow(
                                    () ->
                                            refused(
                                                    Shown.of(vector.name())
                                                            + " does not record the base that it is"
                                                            + " a change of"));
            Identity own = from.base();
            if (base.isPresent() && !base.get().fingerprint().equals(own.fingerprint())) {
                throw refused(
                        "the vectors are of different bases: "
                                + words(base.get())
                                + " and "
                                + words(own));
            }
            base = base.or(() -> Optional.of(own));
            from.baseTensors().forEach(tensor -> tensors.putIfAbsent(tensor.name(), tensor));
        }
        return new RecordedBase(base.orElseThrow(), List.copyOf(tensors.values()));
    }

    private static String words(Identity base) {
        return Shown.of(base.name()) + " (fingerprint " + Shown.of(base.fingerprint()) + ")";
    }

    private static Failure refused(String what) {
        return Failure.of(
                MethodProblem.OTHER_BASE,
                null,
                what + ", and a merged vector says of which base it is",
                "Name the base that it is for (--base)");
    }

    /// Σ θ0² of each tensor, by its name.
    Map<String, Double> squares() {
        Map<String, Double> squares = new HashMap<>();
        tensors.forEach(tensor -> squares.put(tensor.name(), tensor.sumSquares()));
        return squares;
    }
}
