package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Quantity;

/// Values over two axes of numbers as coloured cells: accuracy over λ of one vector × λ of another.
///
/// @param x the axis below; of its ends the cells decide
/// @param y the axis at the left; likewise
/// @param quantity what the values are
/// @param columns the x of each column, rising, at least one
/// @param rows the y of each row, rising, at least one; the first is drawn at the bottom
/// @param values for each row, one for each column: empty where it is not computed yet, NaN where
///   it is undefined
/// @param everything what the colours mean until a person chooses; the same for figures that are
///   compared
/// @param marks cells that are named
/// @param diagonal whether the line x = y is drawn
/// @param chosen the cell that a person chose, which gets a frame
/// @param choice what decides the ends of the colours
/// @param growing whether the axis below keeps its ends, and columns fill it from its lower end as
///   they come: each reaches from the column before it to its own x
/// @param now the x that what is shown has come to so far, which gets a line; empty where it does
///   not go on
public record PlaneFigure(
        FigureSubject about,
        AxisRange x,
        AxisRange y,
        Quantity quantity,
        List<Double> columns,
        List<Double> rows,
        List<List<OptionalDouble>> values,
        ColourScale everything,
        List<Mark> marks,
        boolean diagonal,
        Optional<Choice> chosen,
        RangeChoice choice,
        boolean growing,
        OptionalDouble now)
        implements RangedFigure {

    /// The sign of a named place.
    public enum Sign {
        RING,
        STAR
    }

    /// A named place.
    ///
    /// @param words `base`, `best`
    public record Mark(Sign sign, double x, double y, String words) {}

    /// The cell that a person chose: the nearest to a place; of a figure that grows its column.
    ///
    /// @param words `chosen 0.713`; empty for a frame alone
    public record Choice(double x, double y, String words) {}

    public PlaneFigure {
        columns = rising("columns", columns);
        rows = rising("rows", rows);
        List<List<OptionalDouble>> copy = new ArrayList<>();
        for (List<OptionalDouble> row : values) {
            Checks.size("a row", row.size(), columns.size());
            copy.add(List.copyOf(row));
        }
        values = List.copyOf(copy);
        Checks.size("the rows' values", values.size(), rows.size());
        marks = List.copyOf(marks);
    }

    private static List<Double> rising(String what, List<Double> places) {
        if (places.isEmpty()) {
            throw new IllegalArgumentException("a plane without " + what);
        }
        for (int i = 1; i < places.size(); i++) {
            if (!(places.get(i) > places.get(i - 1))) {
                throw new IllegalArgumentException(what + " must rise: " + places);
            }
        }
        return List.copyOf(places);
    }

    /// Cells alone; the rest is added by the methods that begin with `with`.
    public static PlaneFigure of(
            FigureSubject about,
            AxisRange x,
            AxisRange y,
            Quantity quantity,
            List<Double> columns,
            List<Double> rows,
            List<List<OptionalDouble>> values,
            ColourScale scale) {
        return new PlaneFigure(
                about,
                x,
                y,
                quantity,
                columns,
                rows,
                values,
                scale,
                List.of(),
                false,
                Optional.empty(),
                RangeChoice.everything(),
                false,
                OptionalDouble.empty());
    }

    /// The same figure on an axis that it fills from the lower end.
    ///
    /// @param place what it has come to so far
    public PlaneFigure asGrowing(OptionalDouble place) {
        return new PlaneFigure(
                about,
                x,
                y,
                quantity,
                columns,
                rows,
                values,
                everything,
                marks,
                diagonal,
                chosen,
                choice,
                true,
                place);
    }

    public PlaneFigure withMarks(List<Mark> named) {
        return with(named, diagonal, chosen, choice);
    }

    public PlaneFigure withDiagonal() {
        return with(marks, true, chosen, choice);
    }

    /// The same figure with another cell chosen, or none.
    public PlaneFigure withChosen(Optional<Choice> cell) {
        return with(marks, diagonal, cell, choice);
    }

    @Override
    public PlaneFigure withRange(RangeChoice other) {
        return with(marks, diagonal, chosen, other);
    }

    private PlaneFigure with(
            List<Mark> named, boolean isLined, Optional<Choice> cell, RangeChoice other) {
        return new PlaneFigure(
                about,
                x,
                y,
                quantity,
                columns,
                rows,
                values,
                everything,
                named,
                isLined,
                cell,
                other,
                growing,
                now);
    }

    @Override
    public PlaneFigure withoutChoice() {
        PlaneFigure plain = withChosen(Optional.empty());
        return growing ? plain.asGrowing(OptionalDouble.empty()) : plain;
    }

    /// What the colours mean.
    public ColourScale scale() {
        return choice.reach() == RangeChoice.Reach.EVERYTHING
                ? everything
                : new ColourScales(everything, robust()).shown(choice);
    }

    private ColourScale robust() {
        List<List<Double>> computed =
                values.stream()
                        .map(row -> row.stream().map(v -> v.orElse(Double.NaN)).toList())
                        .toList();
        ColourScales own =
                everything.diverging()
                        ? ColourScales.divergingOver(List.of(computed))
                        : ColourScales.sequentialOver(List.of(computed));
        return own.robust();
    }

    @Override
    public ShownEnds ends() {
        return new ShownEnds(scale().low(), scale().high());
    }

    @Override
    public boolean canBeLog() {
        return false;
    }
}
