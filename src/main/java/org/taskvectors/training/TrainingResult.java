package org.taskvectors.training;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.taskvectors.training.data.DataFacts;

/// A run that has ended.
///
/// @param folder of the adapter; of the model where all weights were trained
/// @param step after which the adapter was written
/// @param isStopped whether a person ended it before its last step
/// @param curve what was seen
/// @param checkpoints that are kept, in order; the last one is the adapter itself
/// @param data facts of its rows
/// @param bytes of the adapter's weights on disk
/// @param duration over all its parts, pauses left out
/// @param notes what a person should know, a sentence each, without its full stop
public record TrainingResult(
        Path folder,
        int step,
        boolean isStopped,
        TrainingCurve curve,
        List<KeptCheckpoint> checkpoints,
        DataFacts data,
        long bytes,
        Duration duration,
        List<String> notes) {
    public TrainingResult {
        checkpoints = List.copyOf(checkpoints);
        notes = List.copyOf(notes);
    }
}
