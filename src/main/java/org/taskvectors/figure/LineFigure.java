package org.taskvectors.figure;

import java.util.List;
import java.util.OptionalInt;
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
        OptionalInt marked)
        implements Figure {
    public LineFigure {
        series = Checks.series(series, positions);
        Checks.marked(marked, positions);
    }

    public LineFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            ValueRange range,
            List<Series> series) {
        this(about, positions, quantity, range, series, OptionalInt.empty());
    }

    @Override
    public LineFigure withMarked(OptionalInt position) {
        return new LineFigure(about, positions, quantity, range, series, position);
    }
}
