package org.taskvectors.figure;

import java.util.List;
import org.taskvectors.analysis.metric.Quantity;

/// A group of bars for each position (a module kind), one bar for each vector. Bars stand on zero.
///
/// @param series each with as many values as there are positions
public record BarFigure(
        FigureSubject about,
        Positions positions,
        Quantity quantity,
        ValueRange range,
        List<Series> series,
        List<Integer> marked)
        implements PositionFigure {
    public BarFigure {
        series = Checks.series(series, positions);
        marked = Checks.marked(marked, positions);
    }

    public BarFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            ValueRange range,
            List<Series> series) {
        this(about, positions, quantity, range, series, List.of());
    }

    @Override
    public BarFigure withMarked(List<Integer> indexes) {
        return new BarFigure(about, positions, quantity, range, series, indexes);
    }
}
