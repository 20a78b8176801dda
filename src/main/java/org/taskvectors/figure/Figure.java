package org.taskvectors.figure;

import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Quantity;

/// What a figure shows: numbers, what they are, and which vectors they belong to. A value; the same
/// record is drawn in a window, on paper, and written as a table.
public sealed interface Figure permits LineFigure, BarFigure, HeatMapFigure {
    /// What it shows, in words: the heading of its card and what the exported file says of itself.
    FigureSubject about();

    /// What lies along its x axis.
    Positions positions();

    /// What its values are.
    Quantity quantity();

    /// The index of the position that is marked by a tint, in every figure the same layer.
    OptionalInt marked();

    /// The same figure with another position marked, or none.
    Figure withMarked(OptionalInt position);
}
