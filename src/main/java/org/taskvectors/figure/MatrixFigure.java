package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Confusion matrices side by side on one scale of counts: rows are the truth, columns the answer.
///
/// @param classes their names, the first on top and at the left
/// @param sides one matrix, or two that are compared
/// @param chosen the cell that a person chose, which gets a frame
public record MatrixFigure(
        FigureSubject about, List<String> classes, List<Side> sides, Optional<Cell> chosen)
        implements Figure {

    /// One matrix.
    ///
    /// @param name `Base`, `Edited`
    /// @param counts for each true class how many examples got which answer
    public record Side(String name, List<List<Long>> counts) {
        public Side {
            counts = counts.stream().map(List::copyOf).toList();
        }
    }

    /// One cell.
    ///
    /// @param side index of the matrix
    /// @param truth index of the true class, the row
    /// @param answer index of the answered class, the column
    public record Cell(int side, int truth, int answer) {}

    public MatrixFigure {
        classes = List.copyOf(classes);
        sides = List.copyOf(sides);
        if (classes.isEmpty() || sides.isEmpty()) {
            throw new IllegalArgumentException("a matrix without classes or without sides");
        }
        for (Side side : sides) {
            Checks.size("the rows of " + side.name(), side.counts().size(), classes.size());
            for (List<Long> row : side.counts()) {
                Checks.size("a row", row.size(), classes.size());
            }
        }
    }

    /// Matrices without a chosen cell.
    public static MatrixFigure of(FigureSubject about, List<String> classes, List<Side> sides) {
        return new MatrixFigure(about, classes, sides, Optional.empty());
    }

    /// The same figure with another cell chosen, or none.
    public MatrixFigure withChosen(Optional<Cell> cell) {
        return new MatrixFigure(about, classes, sides, cell);
    }

    @Override
    public MatrixFigure withoutChoice() {
        return withChosen(Optional.empty());
    }

    /// The cell at a place that was pointed at.
    public Cell cell(Spot spot) {
        int count = classes.size();
        return new Cell(spot.position() / count, spot.row().orElse(0), spot.position() % count);
    }

    Spot spot(Cell cell) {
        return new Spot(cell.side() * classes.size() + cell.answer(), OptionalInt.of(cell.truth()));
    }

    long count(Cell cell) {
        return sides.get(cell.side()).counts().get(cell.truth()).get(cell.answer());
    }

    /// The largest count of all sides, at least 1: the upper end of the scale.
    long most() {
        List<Long> all = new ArrayList<>();
        sides.forEach(side -> side.counts().forEach(all::addAll));
        return Math.max(1, all.stream().mapToLong(count -> count).max().orElse(1));
    }
}
