package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Spot;

/// One figure of the place, and which groups or pairs its positions and cells are.
///
/// @param id stays the same while the figure's numbers change: `cosine-map`
/// @param figure what is drawn
/// @param columns the group of each position; empty where positions are no groups
/// @param cells for a heat map the group of each cell, row by row; empty for others
/// @param order for the matrix of all pairs which of the compared vectors each row is; empty for
///   others
/// @param nothing why there is nothing to draw, and what to do; empty where there is
public record FigurePanel(
        String id,
        PositionFigure figure,
        List<Group> columns,
        List<List<Optional<Group>>> cells,
        List<Integer> order,
        Optional<Nothing> nothing) {
    public FigurePanel {
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
        order = List.copyOf(order);
    }

    /// Words in the place of a figure.
    ///
    /// @param title what is missing
    /// @param text why, and what to do, in sentences
    public record Nothing(String title, String text) {}

    /// A figure over groups.
    FigurePanel(String id, PositionFigure figure, List<Group> columns) {
        this(id, figure, columns, List.of(), List.of(), Optional.empty());
    }

    FigurePanel saying(Optional<Nothing> words) {
        return new FigurePanel(id, figure, columns, cells, order, words);
    }

    /// The group at a place of the figure.
    public Optional<Group> at(Spot spot) {
        if (spot.position() < 0 || spot.position() >= columns.size()) {
            return Optional.empty();
        }
        Group column = columns.get(spot.position());
        if (cells.isEmpty() || spot.row().isEmpty() || spot.row().getAsInt() >= cells.size()) {
            return Optional.of(column);
        }
        // An empty cell still lies in its layer.
        return Optional.of(cells.get(spot.row().getAsInt()).get(spot.position()).orElse(column));
    }

    /// The pair at a place of the matrix, by its vectors' indices among all compared ones; empty
    /// for other figures, on the diagonal and between two bases.
    public Optional<Pair> pairAt(Spot spot) {
        return order.isEmpty() || !(figure instanceof HeatMapFigure matrix)
                ? Optional.empty()
                : matrix.pair(spot).map(pair -> sorted(order.get(pair.a()), order.get(pair.b())));
    }

    private static Pair sorted(int one, int other) {
        return new Pair(Math.min(one, other), Math.max(one, other));
    }

    /// The figure with what was chosen marked.
    public PositionFigure marked(Optional<Group> chosen) {
        return figure.withMarked(
                chosen.map(group -> Marks.positions(columns, group)).orElse(List.of()));
    }
}
