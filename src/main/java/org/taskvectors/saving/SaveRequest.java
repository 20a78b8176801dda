package org.taskvectors.saving;

import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.tensor.Compute;

/// A checkpoint that is to be saved. It stays the caller's to close.
///
/// @param model what is saved, tensor by tensor in the dtypes that it is read in; its notes are
///   said with the result
/// @param target where it goes
/// @param compute with what it computes
/// @param beside what a folder holds otherwise than the source's
public record SaveRequest(Checkpoint model, Target target, Compute compute, Beside beside) {
    /// With the source's files around the weights.
    public SaveRequest(Checkpoint model, Target target, Compute compute) {
        this(model, target, compute, Beside.NONE);
    }
}
