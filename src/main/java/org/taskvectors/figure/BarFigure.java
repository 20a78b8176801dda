package org.taskvectors.figure;

import java.util.List;
import java.util.Optional;
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
        List<Integer> marked,
        RangeChoice choice)
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
        this(about, positions, quantity, range, series, List.of(), RangeChoice.robust());
    }

    @Override
    public BarFigure withMarked(List<Integer> indexes) {
        return new BarFigure(about, positions, quantity, range, series, indexes, choice);
    }

    @Override
    public BarFigure withRange(RangeChoice chosen) {
        return new BarFigure(about, positions, quantity, range, series, marked, chosen);
    }

    /// The same values as points: of many series bars are too thin to be told apart.
    public LineFigure asPoints() {
        return new LineFigure(
                about, positions, quantity, range, series, marked, Optional.empty(), choice);
    }

    @Override
    public ShownEnds ends() {
        return range.ends(choice, Series.values(series));
    }

    @Override
    public boolean canBeLog() {
        return range.canBeLog(Series.values(series));
    }
}
