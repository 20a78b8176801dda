package org.taskvectors.figure;

import java.util.List;
import org.taskvectors.analysis.metric.Quantity;

/// A line for each vector over layers, or over names.
///
/// @param series each with as many values as there are positions
public record LineFigure(
        FigureSubject about,
        Positions positions,
        Quantity quantity,
        ValueRange range,
        List<Series> series,
        List<Integer> marked)
        implements PositionFigure {
    public LineFigure {
        series = Checks.series(series, positions);
        marked = Checks.marked(marked, positions);
    }

    public LineFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            ValueRange range,
            List<Series> series) {
        this(about, positions, quantity, range, series, List.of());
    }

    @Override
    public LineFigure withMarked(List<Integer> indexes) {
        return new LineFigure(about, positions, quantity, range, series, indexes);
    }
}
