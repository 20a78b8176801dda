package org.taskvectors.training;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.evaluation.Proportion;

/// A checkpoint of a run, as an adapter of its own that opens like any.
///
/// @param step after which it was written
/// @param folder the adapter's
/// @param loss mean loss of the steps since the checkpoint before: nats
/// @param heldOutLoss of the held-out rows at that step, NaN where they were not asked
/// @param accuracy of the held-out rows at that step; empty where they were not asked
/// @param norm L2 of the vector
/// @param cosineToFirst to the run's first checkpoint; empty where that is not kept or is zero
/// @param cosineToCompared to the vector that the run is compared with
/// @param bytes on disk
/// @param isBest whether its held-out accuracy (loss, where there are no choices) is the best so
///   far
public record KeptCheckpoint(
        int step,
        Path folder,
        double loss,
        double heldOutLoss,
        Optional<Proportion> accuracy,
        double norm,
        OptionalDouble cosineToFirst,
        OptionalDouble cosineToCompared,
        long bytes,
        boolean isBest) {
    /// Returns the same, as the best one or not.
    KeptCheckpoint marked(boolean best) {
        return new KeptCheckpoint(
                step,
                folder,
                loss,
                heldOutLoss,
                accuracy,
                norm,
                cosineToFirst,
                cosineToCompared,
                bytes,
                best);
    }
}
