package org.taskvectors.vector;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The origin of a saved vector, in the file's metadata. It holds no times and no paths, so that
/// the same inputs give the same bytes.
///
/// @param program name and version of the program that wrote it
/// @param base the base model
/// @param tuned the fine-tuned model
/// @param policies the choices before the pass: `dtype`, `scope`, `vocabulary`; of a partial vector
///   also [#PARTIAL]
/// @param baseTensors the base's floating-point tensors in scope, tied ones once, in the order of
///   the base
/// @param leftOut why a tensor is not in the vector, by its name: `only in the fine-tuned model`
public record Provenance(
        String program,
        Identity base,
        Identity tuned,
        Map<String, String> policies,
        List<BaseTensor> baseTensors,
        Map<String, String> leftOut) {
    /// The policy that a vector has that lacks a part of the change, which could not be matched or
    /// read: how much of the fine-tuned weights it is of.
    public static final String PARTIAL = "partial";

    /// Returns how much of the fine-tuned weights a partial vector is of, as a clause; empty if it
    /// is whole.
    public Optional<String> partial() {
        return Optional.ofNullable(policies.get(PARTIAL));
    }
}
