package org.taskvectors.saving;

import java.util.Optional;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.tensor.Compute;

/// A checkpoint that is to be saved. It stays the caller's to close.
///
/// @param model what is saved, tensor by tensor in the dtypes that it is read in; its notes are
///   said with the result
/// @param target where it goes
/// @param compute with what it computes
/// @param beside what a folder holds otherwise than the source's
/// @param resumable what a later process goes on with if this one ends before the folder is whole;
///   empty if it begins anew
/// @param around the files around the weights, where they are known already; empty where they
///   follow from the model and from `beside`
public record SaveRequest(
        Checkpoint model,
        Target target,
        Compute compute,
        Beside beside,
        Optional<Resumable> resumable,
        Optional<Around> around) {
    /// With the files around the weights that follow from the model and from `beside`.
    public SaveRequest(
            Checkpoint model,
            Target target,
            Compute compute,
            Beside beside,
            Optional<Resumable> resumable) {
        this(model, target, compute, beside, resumable, Optional.empty());
    }

    /// With the source's files around the weights, and begun anew each time.
    public SaveRequest(Checkpoint model, Target target, Compute compute) {
        this(model, target, compute, Beside.NONE, Optional.empty());
    }
}
