package org.taskvectors.figure;

/// A figure with an axis of values or a scale of colours, whose ends a person may choose.
public sealed interface RangedFigure extends Figure
        permits PositionFigure, CurveFigure, PlaneFigure {
    /// What decides the ends.
    RangeChoice choice();

    /// The same figure with other ends.
    RangedFigure withRange(RangeChoice choice);

    /// The ends as they are shown now, before they are rounded to what reads well.
    ShownEnds ends();

    /// Whether a logarithmic axis can show all that is not zero: it has an axis, and none of its
    /// values is negative.
    boolean canBeLog();
}
