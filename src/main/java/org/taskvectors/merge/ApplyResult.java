package org.taskvectors.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.saving.SaveResult;

/// What was saved of vectors on a base, or of a merge.
///
/// @param saved what lies on disk
/// @param bases what is known of each vector's own base, in the order of the vectors; empty where
///   the base is not read
/// @param change of a model the measurement of round(θ0 + Σ λ·τ) − θ0, empty if it was not
///   requested; of a vector its own
/// @param adapter how much of the vector an adapter holds; empty for anything else
public record ApplyResult(
        SaveResult saved,
        List<BaseMatch> bases,
        Optional<Measurement> change,
        Optional<LoraResult> adapter) {
    /// Of a model or a vector.
    public ApplyResult(SaveResult saved, List<BaseMatch> bases, Optional<Measurement> change) {
        this(saved, bases, change, Optional.empty());
    }

    /// Returns the same with more notes.
    ApplyResult withMoreNotes(List<String> more) {
        return new ApplyResult(saved.withMoreNotes(more), bases, change, adapter);
    }
}
