package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.NamedProfile;
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
        List<Integer> order = new ArrayList<>();
        List<Integer> blockOf = new ArrayList<>();
        for (int block = 0; block < blocks.size(); block++) {
            for (int vector : blocks.get(block).vectors()) {
                order.add(vector);
                blockOf.add(block);
            }
        }
        List<List<Double>> rows = new ArrayList<>();
        for (int row = 0; row < order.size(); row++) {
            List<Double> values = new ArrayList<>();
            for (int column = 0; column < order.size(); column++) {
                values.add(
                        blockOf.get(row).equals(blockOf.get(column))
                                ? metric.value(comparison, order.get(row), order.get(column), group)
                                : Double.NaN);
            }
            rows.add(values);
        }
        List<String> names = comparison.vectors().stream().map(NamedProfile::name).toList();
        HeatMapFigure figure =
                HeatMapFigure.matrix(
                                new ComparisonFigures(comparison, threshold, colours)
                                        .matrix(metric, group)
                                        .about(),
                                metric.quantity(),
                                order.stream().map(names::get).toList(),
                                rows,
                                metric.bounds().isSigned())
                        .withColours(order.stream().map(colours::get).toList())
                        .withBlocks(blockOf)
                        .withFramed(
                                focus.chosen().stream()
                                        .map(pair -> at(focus.amongAll(pair), order))
                                        .toList());
        return new FigurePanel(ID, figure, List.of(), List.of(), order, Optional.empty());
    }

    private static Pair at(Pair pair, List<Integer> order) {
        int one = order.indexOf(pair.a());
        int other = order.indexOf(pair.b());
        return new Pair(Math.min(one, other), Math.max(one, other));
    }
}
