package org.taskvectors.figure;

import java.util.List;
import org.taskvectors.analysis.metric.Quantity;

/// A figure whose x axis is a list of positions: layers, module kinds, tensors, vectors.
public sealed interface PositionFigure extends RangedFigure
        permits LineFigure, BarFigure, HeatMapFigure {
    /// What lies along its x axis.
    Positions positions();

    /// What its values are.
    Quantity quantity();

    /// The indexes of the positions that are marked by a tint, rising: in every figure the same
    /// layer, where tensors lie along the axis all of its tensors.
    List<Integer> marked();

    /// The same figure with other positions marked, or none.
    PositionFigure withMarked(List<Integer> indexes);

    @Override
    PositionFigure withRange(RangeChoice choice);

    @Override
    default PositionFigure withoutChoice() {
        return withMarked(List.of());
    }
}
