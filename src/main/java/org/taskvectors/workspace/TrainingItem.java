package org.taskvectors.workspace;

import java.nio.file.Path;

/// A training of the workspace, however far it came.
///
/// @param id names it within the workspace
/// @param name what the person calls it
/// @param folder where its adapter, its checkpoints and its record lie, absolute
/// @param summary how it stands, in a few words: why it failed
/// @param standing whether it can be gone on with
/// @param asked what was asked, as the place that began it writes it; opaque here
public record TrainingItem(
        String id, String name, Path folder, String summary, Standing standing, String asked)
        implements Item {
    /// How a training stands that does not run.
    public enum Standing {
        /// It has steps before it.
        UNFINISHED,
        /// Its adapter is written.
        DONE,
        /// It came to an end by a failure.
        FAILED
    }

    /// Returns the same with another name.
    public TrainingItem withName(String newName) {
        return new TrainingItem(id, newName, folder, summary, standing, asked);
    }

    /// Returns the same as it stands now.
    public TrainingItem withOutcome(Standing nowStanding, String newSummary) {
        return new TrainingItem(id, name, folder, newSummary, nowStanding, asked);
    }
}
