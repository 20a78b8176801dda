package org.taskvectors.figure;

import java.util.List;
import java.util.OptionalInt;
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
        OptionalInt marked)
        implements Figure {
    public BarFigure {
        series = Checks.series(series, positions);
        Checks.marked(marked, positions);
    }

    public BarFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            ValueRange range,
            List<Series> series) {
        this(about, positions, quantity, range, series, OptionalInt.empty());
    }

    @Override
    public BarFigure withMarked(OptionalInt position) {
        return new BarFigure(about, positions, quantity, range, series, position);
    }
}
