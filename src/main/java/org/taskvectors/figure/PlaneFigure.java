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
/// @param scale what the colours mean; the same for figures that are compared
/// @param marks cells that are named
/// @param diagonal whether the line x = y is drawn
/// @param chosen the cell that a person chose, which gets a frame
public record PlaneFigure(
        FigureSubject about,
        AxisRange x,
        AxisRange y,
        Quantity quantity,
        List<Double> columns,
        List<Double> rows,
        List<List<OptionalDouble>> values,
        ColourScale scale,
        List<Mark> marks,
        boolean diagonal,
        Optional<Choice> chosen)
        implements Figure {

    /// The sign of a named place.
    public enum Sign {
        RING,
        STAR
    }

    /// A named place.
    ///
    /// @param words `base`, `best`
    public record Mark(Sign sign, double x, double y, String words) {}

    /// The cell that a person chose: the nearest to a place.
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
                Optional.empty());
    }

    public PlaneFigure withMarks(List<Mark> named) {
        return new PlaneFigure(
                about, x, y, quantity, columns, rows, values, scale, named, diagonal, chosen);
    }

    public PlaneFigure withDiagonal() {
        return new PlaneFigure(
                about, x, y, quantity, columns, rows, values, scale, marks, true, chosen);
    }

    /// The same figure with another cell chosen, or none.
    public PlaneFigure withChosen(Optional<Choice> cell) {
        return new PlaneFigure(
                about, x, y, quantity, columns, rows, values, scale, marks, diagonal, cell);
    }

    @Override
    public PlaneFigure withoutChoice() {
        return withChosen(Optional.empty());
    }
}
