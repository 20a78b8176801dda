package org.taskvectors.cli;

import java.util.List;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.data.DataFacts;
import org.taskvectors.training.data.ShownRow;

/// What a run would be.
///
/// @param request for it
/// @param facts of its rows
/// @param estimate what it would take
/// @param rows the first of its file, as the model sees them
record TrainPlan(
        TrainingRequest request, DataFacts facts, TrainingEstimate estimate, List<ShownRow> rows) {
    TrainPlan {
        rows = List.copyOf(rows);
    }
}
