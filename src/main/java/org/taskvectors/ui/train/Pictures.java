package org.taskvectors.ui.train;

import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.PlaneFigure;
import org.taskvectors.figure.training.TrainingFigures;

/// The figures of a run at one moment.
///
/// @param loss of its steps
/// @param heldOut what it makes of the held-out rows
/// @param norms of the vector by layer; empty before it was measured
/// @param isJudged whether the held-out rows have an accuracy
record Pictures(
        CurveFigure loss, CurveFigure heldOut, Optional<PlaneFigure> norms, boolean isJudged) {
    /// @param chosen the step of the checkpoint that is chosen; empty for none
    static Pictures of(TrainingFigures figures, OptionalDouble chosen) {
        return new Pictures(
                figures.loss().withChosen(chosen),
                figures.heldOut().withChosen(chosen),
                figures.norms().map(map -> chosen(map, chosen)),
                figures.isJudged());
    }

    /// The column of the step that is chosen.
    private static PlaneFigure chosen(PlaneFigure map, OptionalDouble step) {
        return map.withChosen(
                step.isPresent()
                        ? Optional.of(new PlaneFigure.Choice(step.getAsDouble(), 0, ""))
                        : Optional.empty());
    }
}
