package org.taskvectors.figure.study;

import java.util.List;
import java.util.Optional;
import org.taskvectors.figure.MatrixFigure;
import org.taskvectors.figure.ReliabilityFigure;

/// What a task says at the chosen point.
///
/// @param heading where the point stands: `At λ = 1.00 and 1.00`
/// @param task its number
/// @param matrices of base and edited model; empty where the task has no labels
/// @param calibration of both; empty where there are no choices
/// @param numbers of both
/// @param gained how many answers became right
/// @param lost how many became wrong
/// @param test McNemar's exact p, two-sided
/// @param changes the examples with another answer, the largest change of probability first
/// @param followed whose probability the changes show: `p(positive)`; empty for free text
/// @param notes what a person should know of the task, in sentences
public record PointPicture(
        String heading,
        int task,
        Optional<MatrixFigure> matrices,
        Optional<ReliabilityFigure> calibration,
        StudyTable numbers,
        int gained,
        int lost,
        double test,
        List<ChangedRow> changes,
        String followed,
        List<String> notes) {
    public PointPicture {
        changes = List.copyOf(changes);
        notes = List.copyOf(notes);
    }
}
