package org.taskvectors.ui.train;

import java.util.List;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.data.DataFacts;

/// A run as its folder keeps it.
///
/// @param step how many steps were taken
/// @param isDone whether it has ended
/// @param curve what was seen
/// @param checkpoints that are kept, in order
/// @param facts of its rows
public record PastRun(
        int step,
        boolean isDone,
        TrainingCurve curve,
        List<KeptCheckpoint> checkpoints,
        DataFacts facts) {
    public PastRun {
        checkpoints = List.copyOf(checkpoints);
    }
}
