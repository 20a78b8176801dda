package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.figure.ComparisonFigures;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Positions;

/// Chooses the figures of a comparison: what was asked for in the widest, what belongs to it
/// beside.
final class PanelMaker {
    static final String DISTRIBUTION = "distribution";
    static final String MATRIX = "matrix";

    private final Comparison comparison;
    private final ComparisonFigures figures;
    private final Choices choices;
    private final Optional<Pair> pair;
    private final List<Pair> allPairs;

    /// @param pair the pair whose heat map is shown; empty where there are fewer than two vectors
    PanelMaker(Comparison comparison, Threshold threshold, Choices choices, Optional<Pair> pair) {
        this.comparison = comparison;
        this.figures = new ComparisonFigures(comparison, threshold);
        this.choices = choices;
        this.pair = pair;
        this.allPairs = Pair.all(comparison.vectors().size());
    }

    /// The figures, for the tensors of one group where a person went down to them.
    ///
    /// @param chosen what the distribution is of; empty for everything
    List<FigurePanel> panels(List<Group> tensors, Optional<Group> chosen) {
        List<FigurePanel> panels = new ArrayList<>();
        choices.metric()
                .ifPresentOrElse(
                        metric -> add(panels, metric, tensors, chosen),
                        () -> panels.add(distribution(chosen)));
        return panels;
    }

    private void add(
            List<FigurePanel> panels, Metric metric, List<Group> tensors, Optional<Group> chosen) {
        if (choices.by() == Grouping.CELL) {
            maps(panels, metric);
        } else {
            panels.add(overGroups(metric, tensors));
            if (choices.by() != Grouping.TENSOR) {
                panels.add(beside(metric));
            }
        }
        if (metric instanceof PairMetric of && comparison.vectors().size() > 2) {
            panels.add(matrix(of, chosen));
        }
    }

    private FigurePanel distribution(Optional<Group> chosen) {
        return new FigurePanel(
                DISTRIBUTION,
                figures.distribution(chosen.orElse(Group.ALL)),
                List.of(),
                List.of(),
                List.of());
    }

    private FigurePanel overGroups(Metric metric, List<Group> tensors) {
        PositionFigure figure = figures.overGroups(metric, choices.by());
        List<Group> groups = comparison.groups(choices.by());
        if (choices.by() == Grouping.TENSOR && tensors.size() < groups.size()) {
            figure = SomePositions.of(figure, indices(groups, tensors));
            groups = tensors;
        }
        return new FigurePanel("by-group", figure, groups, List.of(), List.of());
    }

    /// The heat map that goes with a figure by layer or module kind: how the two compare, cell by
    /// cell; for a vector alone its own cells.
    private FigurePanel beside(Metric metric) {
        return switch (metric) {
            case VectorMetric of ->
                    pair.map(two -> map(PairMetric.COSINE, two)).orElseGet(() -> map(of, 0));
            case PairMetric of ->
                    pair.map(two -> map(of, two)).orElseGet(() -> map(choices.norm(), 0));
            case JointMetric of -> pair.isPresent() ? map(of) : map(choices.norm(), 0);
        };
    }

    private void maps(List<FigurePanel> panels, Metric metric) {
        switch (metric) {
            case VectorMetric of -> {
                for (int vector = 0; vector < comparison.vectors().size(); vector++) {
                    panels.add(map(of, vector));
                }
            }
            case PairMetric of -> pair.ifPresent(two -> panels.add(map(of, two)));
            case JointMetric of -> pair.ifPresent(_ -> panels.add(map(of)));
        }
    }

    private FigurePanel map(JointMetric metric) {
        return layered(metric.id() + "-map", figures.map(metric), List.of());
    }

    private FigurePanel map(PairMetric metric, Pair of) {
        return layered(metric.id() + "-map", figures.map(metric, of.a(), of.b()), allPairs);
    }

    private FigurePanel map(VectorMetric metric, int vector) {
        return layered(metric.id() + "-map-" + vector, figures.map(metric, vector), List.of());
    }

    private FigurePanel matrix(PairMetric metric, Optional<Group> chosen) {
        return new FigurePanel(
                MATRIX,
                figures.matrix(metric, chosen.orElse(Group.ALL)),
                List.of(),
                List.of(),
                List.of());
    }

    /// A heat map without what lies outside the layers, since embedding and head would each take a
    /// row of their own for one cell; they stand in the table and in the figure by layer. A model
    /// without layers keeps what it has.
    private FigurePanel layered(String id, HeatMapFigure map, List<Pair> pairs) {
        List<Group> columns = comparison.groups(Grouping.LAYER);
        List<ModuleKind> kinds = comparison.kinds();
        List<Group> layers = columns.stream().filter(group -> group.layer().isPresent()).toList();
        List<Group> shown = layers.isEmpty() ? columns : layers;
        int[] rows =
                IntStream.range(0, kinds.size())
                        .filter(
                                row ->
                                        shown.stream()
                                                .anyMatch(
                                                        column ->
                                                                comparison
                                                                        .cell(
                                                                                column,
                                                                                kinds.get(row))
                                                                        .isPresent()))
                        .toArray();
        List<List<Optional<Group>>> cells = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (int row : rows) {
            cells.add(
                    shown.stream().map(column -> comparison.cell(column, kinds.get(row))).toList());
            values.add(map.values().get(row).subList(0, shown.size()));
            names.add(kinds.get(row).id());
        }
        Positions positions = layers.isEmpty() ? map.positions() : map.positions().layersOnly();
        HeatMapFigure figure = map.withCells(positions, names, values);
        return new FigurePanel(id, figure, shown, cells, pairs.size() > 1 ? pairs : List.of());
    }

    private static List<Integer> indices(List<Group> groups, List<Group> some) {
        return some.stream().map(groups::indexOf).toList();
    }
}
