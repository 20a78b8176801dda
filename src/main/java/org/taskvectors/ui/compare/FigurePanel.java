package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Spot;

/// One figure of the place, and which groups its positions and cells are.
///
/// @param id stays the same while the figure's numbers change: `cosine-map`
/// @param figure what is drawn
/// @param columns the group of each position; empty where positions are no groups
/// @param cells for a heat map the group of each cell, row by row; empty for others
/// @param pairs the pairs that can be chosen for it; empty where there is nothing to choose
public record FigurePanel(
        String id,
        PositionFigure figure,
        List<Group> columns,
        List<List<Optional<Group>>> cells,
        List<Pair> pairs) {
    public FigurePanel {
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
        pairs = List.copyOf(pairs);
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

    /// The figure with what was chosen marked.
    public PositionFigure marked(Optional<Group> chosen) {
        return figure.withMarked(
                chosen.map(group -> Marks.positions(columns, group)).orElse(List.of()));
    }
}
