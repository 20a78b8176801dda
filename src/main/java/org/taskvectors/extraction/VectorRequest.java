package org.taskvectors.extraction;

import java.nio.file.Path;
import java.util.Map;
import org.taskvectors.tensor.Compute;

/// How a vector is saved.
///
/// @param output where it goes; its ending says the format
/// @param policies what was decided
/// @param made how it was made, by what its provenance calls it, beside the policies; empty for a
///   difference of two checkpoints
/// @param overwrite whether an existing file may be replaced
/// @param compute with what it computes
public record VectorRequest(
        Path output,
        Policies policies,
        Map<String, String> made,
        boolean overwrite,
        Compute compute) {
    public VectorRequest {
        made = Map.copyOf(made);
    }

    static VectorRequest of(ExtractionRequest request) {
        return new VectorRequest(
                request.output(),
                request.policies(),
                Map.of(),
                request.overwrite(),
                request.compute());
    }
}
