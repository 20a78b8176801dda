package org.taskvectors.extraction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// What a vector says of its origin: first without what only the pass can tell, then with it.
final class Origin {
    private Origin() {}

    /// Returns the provenance with room for fingerprints and sums that are only known after the
    /// pass.
    ///
    /// @param made how the vector was made, in words, beside the policies
    static Provenance before(
            String program,
            Checkpoint base,
            Checkpoint tuned,
            Policies policies,
            Map<String, String> made,
            PairCheck check) {
        return new Provenance(
                program,
                new Identity(base.name(), ProvenanceCodec.UNKNOWN_FINGERPRINT),
                new Identity(tuned.name(), ProvenanceCodec.UNKNOWN_FINGERPRINT),
                chosen(policies, made, check),
                check.baseTensors().stream()
                        .map(
                                tensor ->
                                        new BaseTensor(
                                                tensor.name(),
                                                tensor.dtype(),
                                                tensor.shape(),
                                                Double.NaN))
                        .toList(),
                leftOut(check));
    }

    /// Returns the provenance with what the pass has told.
    ///
    /// @param profiles of all tensors of the vector, with their bases' sums
    /// @param others Σ θ0² of the base's tensors that the vector does not hold
    static Provenance after(
            Provenance before,
            String baseFingerprint,
            String tunedFingerprint,
            List<TensorProfile> profiles,
            ToDoubleFunction<BaseTensor> others) {
        Map<String, Double> squares = new HashMap<>();
        profiles.forEach(profile -> squares.put(profile.name(), profile.baseSquares()));
        List<BaseTensor> tensors = new ArrayList<>();
        for (BaseTensor tensor : before.baseTensors()) {
            Double held = squares.get(tensor.name());
            double measured = held != null ? held : others.applyAsDouble(tensor);
            tensors.add(new BaseTensor(tensor.name(), tensor.dtype(), tensor.shape(), measured));
        }
        return new Provenance(
                before.program(),
                new Identity(before.base().name(), baseFingerprint),
                new Identity(before.tuned().name(), tunedFingerprint),
                before.policies(),
                tensors,
                before.leftOut());
    }

    private static Map<String, String> chosen(
            Policies policies, Map<String, String> made, PairCheck check) {
        Map<String, String> chosen =
                new TreeMap<>(
                        Map.of(
                                "dtype", policies.dtype().word(),
                                "scope", policies.scope().text(),
                                "vocabulary",
                                        policies.vocabulary().name().toLowerCase(Locale.ROOT)));
        chosen.putAll(made);
        check.partial().ifPresent(how -> chosen.put(Provenance.PARTIAL, how));
        return chosen;
    }

    private static Map<String, String> leftOut(PairCheck check) {
        Map<String, String> reasons = new TreeMap<>();
        for (Finding finding : check.findings()) {
            switch (finding.category()) {
                case MATCHED,
                        RENAMED,
                        BUFFER,
                        OTHER_DTYPE,
                        QUANTIZED_BASE,
                        QUANTIZED_TUNED,
                        BOTH_QUANTIZED,
                        UNTIED,
                        OUT_OF_SCOPE -> {}
                case GROWN_VOCABULARY ->
                        finding.tensors()
                                .forEach(name -> reasons.put(name, "rows that one side has alone"));
                default ->
                        finding.tensors()
                                .forEach(name -> reasons.put(name, finding.category().label()));
            }
        }
        return reasons;
    }
}
