package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Quantity;

/// A line for each vector over layers, or over names.
///
/// @param series each with as many values as there are positions
/// @param emphasis which of many lines stand out; empty where each has its colour
/// @param choice what decides the ends of the axis
public record LineFigure(
        FigureSubject about,
        Positions positions,
        Quantity quantity,
        ValueRange range,
        List<Series> series,
        List<Integer> marked,
        Optional<Emphasis> emphasis,
        RangeChoice choice)
        implements PositionFigure {
    public LineFigure {
        series = Checks.series(series, positions);
        marked = Checks.marked(marked, positions);
        int count = series.size();
        emphasis.ifPresent(of -> Checks.within(of, count));
    }

    /// Lines in their colours, none marked.
    public LineFigure(
            FigureSubject about,
            Positions positions,
            Quantity quantity,
            ValueRange range,
            List<Series> series) {
        this(
                about,
                positions,
                quantity,
                range,
                series,
                List.of(),
                Optional.empty(),
                RangeChoice.robust());
    }

    @Override
    public LineFigure withMarked(List<Integer> indexes) {
        return with(indexes, emphasis, choice);
    }

    @Override
    public LineFigure withRange(RangeChoice chosen) {
        return with(marked, emphasis, chosen);
    }

    /// The same figure with some lines bright and all others grey.
    public LineFigure withEmphasis(Emphasis of) {
        return with(marked, Optional.of(of), choice);
    }

    /// The same lines, chosen or shown otherwise.
    private LineFigure with(List<Integer> marks, Optional<Emphasis> bright, RangeChoice chosen) {
        return new LineFigure(about, positions, quantity, range, series, marks, bright, chosen);
    }

    /// The same figure with one more position at its end, apart: the value of the whole scope.
    ///
    /// @param name `all`
    /// @param values one for each series
    public LineFigure withWhole(String name, List<Double> values) {
        Checks.size("the values of " + name, values.size(), series.size());
        List<Series> longer = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            List<Double> own = new ArrayList<>(series.get(i).values());
            own.add(values.get(i));
            longer.add(new Series(series.get(i).name(), series.get(i).colour(), own));
        }
        return new LineFigure(
                about,
                positions.withWhole(name),
                quantity,
                range,
                longer,
                marked,
                emphasis,
                choice);
    }

    /// Without marks, and with nothing under the pointer. Chosen lines still stand out: without
    /// them no line of many could be told apart.
    @Override
    public LineFigure withoutChoice() {
        return with(
                List.of(), emphasis.map(of -> new Emphasis(of.chosen(), Optional.empty())), choice);
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
