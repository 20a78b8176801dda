package org.taskvectors.figure;

import java.util.List;
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

    /// The indexes of the positions that are marked by a tint, rising: in every figure the same
    /// layer, where tensors lie along the axis all of its tensors.
    List<Integer> marked();

    /// The same figure with other positions marked, or none.
    Figure withMarked(List<Integer> indexes);
}
