package org.taskvectors.ui.compare;

import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.figure.ComparisonFigures;
import org.taskvectors.figure.HeatMapFigure;

/// The matrix of all pairs, where there is more than one: the legend of a figure of many pairs, and
/// where a pair is chosen.
///
/// @param comparison of all compared vectors
/// @param blocks the vectors by base, which stand together in the matrix
/// @param colours of the vectors
/// @param focus whose chosen pairs are framed
record MatrixPanel(
        Comparison comparison,
        List<Block> blocks,
        Threshold threshold,
        List<Integer> colours,
        Focused focus) {
    static final String ID = "matrix";

    /// @param chosen what it is of; empty for the whole scope
    Optional<FigurePanel> of(Choices choices, Optional<Group> chosen) {
        return choices.metric()
                .filter(PairMetric.class::isInstance)
                .filter(_ -> comparison.vectors().size() > 2)
                .map(metric -> panel((PairMetric) metric, chosen.orElse(Group.ALL)));
    }

    private FigurePanel panel(PairMetric metric, Group group) {
        List<List<Integer>> bases = blocks.stream().map(Block::vectors).toList();
        List<Integer> order = bases.stream().flatMap(List::stream).toList();
        HeatMapFigure figure =
                new ComparisonFigures(comparison, threshold, colours)
                        .matrix(metric, group, bases)
                        .withFramed(
                                focus.chosen().stream()
                                        .map(pair -> at(focus.amongAll(pair), order))
                                        .toList());
        return new FigurePanel(
                ID, figure, List.of(), List.of(), order, List.of(), Optional.empty());
    }

    private static Pair at(Pair pair, List<Integer> order) {
        int one = order.indexOf(pair.a());
        int other = order.indexOf(pair.b());
        return new Pair(Math.min(one, other), Math.max(one, other));
    }
}
