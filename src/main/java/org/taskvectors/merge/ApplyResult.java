package org.taskvectors.merge;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.saving.SaveResult;

/// A model that vectors were put onto.
///
/// @param saved the model on disk
/// @param bases what is known of each vector's own base, in the order of the vectors
/// @param change the measurement of round(θ0 + Σ λ·τ) − θ0; empty if it was not requested
public record ApplyResult(SaveResult saved, List<BaseMatch> bases, Optional<Measurement> change) {
    /// Returns the same with more notes.
    ApplyResult withMoreNotes(List<String> more) {
        return new ApplyResult(saved.withMoreNotes(more), bases, change);
    }
}
