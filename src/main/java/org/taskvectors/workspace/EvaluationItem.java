package org.taskvectors.workspace;

import java.nio.file.Path;

/// A saved evaluation of the workspace.
///
/// @param id names it within the workspace
/// @param name what the person calls it
/// @param record the file that it is kept in, absolute
/// @param summary what it found, in a few words
/// @param isDone whether every point was asked; else it is paused and can be gone on with
/// @param asked what was asked, as the place that began it writes it; opaque here
public record EvaluationItem(
        String id, String name, Path record, String summary, boolean isDone, String asked)
        implements Item {
    /// Returns the same with another name.
    public EvaluationItem withName(String newName) {
        return new EvaluationItem(id, newName, record, summary, isDone, asked);
    }

    /// Returns the same as far as it is now.
    public EvaluationItem withOutcome(String newSummary, boolean isNowDone) {
        return new EvaluationItem(id, name, record, newSummary, isNowDone, asked);
    }
}
