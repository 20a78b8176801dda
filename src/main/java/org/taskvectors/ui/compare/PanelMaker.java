package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Family;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.figure.BarFigure;
import org.taskvectors.figure.ComparisonFigures;
import org.taskvectors.figure.Emphasis;
import org.taskvectors.figure.HeatMapFigure;
import org.taskvectors.figure.LineFigure;
import org.taskvectors.figure.PositionFigure;
import org.taskvectors.figure.Positions;
import org.taskvectors.figure.SpectrumFigures;

/// Chooses the figures of a comparison: what was asked for in the widest, what belongs to it
/// beside.
final class PanelMaker {
    static final String DISTRIBUTION = "distribution";
    static final String BY_GROUP = "by-group";
    static final String SPECTRUM = "spectrum";

    private final Focused focus;
    private final List<Integer> colours;
    private final Comparison comparison;
    private final ComparisonFigures figures;
    private final Choices choices;
    private final Optional<Pair> pair;

    /// @param colours of the vectors in focus
    PanelMaker(Focused focus, Threshold threshold, Choices choices, List<Integer> colours) {
        this.focus = focus;
        this.colours = List.copyOf(colours);
        this.comparison = focus.comparison();
        this.figures = new ComparisonFigures(comparison, threshold, colours);
        this.choices = choices;
        this.pair = focus.pair();
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
        Missing missing = new Missing(comparison);
        return panels.stream().map(missing::say).toList();
    }

    private void add(
            List<FigurePanel> panels, Metric metric, List<Group> tensors, Optional<Group> chosen) {
        if (choices.by() == Grouping.CELL) {
            maps(panels, metric);
            return;
        }
        panels.add(overGroups(metric, tensors));
        if (metric instanceof VectorMetric
                && metric.family() == Family.SPECTRUM
                && comparison.spectra().isKnown()) {
            panels.add(
                    new FigurePanel(
                            SPECTRUM,
                            new SpectrumFigures(comparison, colours).of(chosen.orElse(Group.ALL)),
                            List.of()));
            return;
        }
        // The matrix of many pairs stands beside their lines already.
        boolean hasMatrix = metric instanceof PairMetric && focus.vectors().size() > 2;
        if (choices.by() != Grouping.TENSOR && !hasMatrix) {
            panels.add(beside(metric));
        }
    }

    private FigurePanel distribution(Optional<Group> chosen) {
        return new FigurePanel(
                DISTRIBUTION, figures.distribution(chosen.orElse(Group.ALL)), List.of());
    }

    private FigurePanel overGroups(Metric metric, List<Group> tensors) {
        boolean isByLayer = choices.by() == Grouping.LAYER;
        PositionFigure figure =
                isByLayer
                        ? figures.byLayerAndWhole(metric)
                        : figures.overGroups(metric, choices.by());
        List<Group> groups = new ArrayList<>(comparison.groups(choices.by()));
        if (isByLayer && figure.positions().size() > groups.size()) {
            groups.add(Group.ALL);
        }
        if (choices.by() == Grouping.TENSOR && tensors.size() < groups.size()) {
            figure = SomePositions.of(figure, indices(groups, tensors));
            groups = tensors;
        }
        if (!(metric instanceof PairMetric)) {
            return new FigurePanel(BY_GROUP, figure, groups);
        }
        PositionFigure ofPairs = ofPairs(figure);
        boolean isOfMany = ofPairs instanceof LineFigure lines && lines.emphasis().isPresent();
        return new FigurePanel(BY_GROUP, ofPairs, groups)
                .ofPairs(
                        isOfMany
                                ? focus.pairs().stream().map(focus::amongAll).toList()
                                : List.of());
    }

    /// Of many pairs the chosen ones stand out; only they have bars.
    private PositionFigure ofPairs(PositionFigure figure) {
        List<Pair> all = focus.pairs();
        if (all.size() < 2) {
            return figure;
        }
        List<Integer> chosen = focus.chosen().stream().map(all::indexOf).toList();
        return switch (figure) {
            case LineFigure lines -> lines.withEmphasis(new Emphasis(chosen, Optional.empty()));
            case BarFigure bars ->
                    new BarFigure(
                            bars.about(),
                            bars.positions(),
                            bars.quantity(),
                            bars.range(),
                            chosen.stream().map(bars.series()::get).toList());
            default -> figure;
        };
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
                List<Integer> shown =
                        focus.isMany()
                                ? pair.map(two -> List.of(two.a(), two.b())).orElse(List.of())
                                : IntStream.range(0, comparison.vectors().size()).boxed().toList();
                shown.forEach(vector -> panels.add(map(of, vector)));
            }
            case PairMetric of -> pair.ifPresent(two -> panels.add(map(of, two)));
            case JointMetric of -> pair.ifPresent(_ -> panels.add(map(of)));
        }
    }

    private FigurePanel map(JointMetric metric) {
        return layered(metric.id() + "-map", figures.map(metric));
    }

    private FigurePanel map(PairMetric metric, Pair of) {
        return layered(metric.id() + "-map", figures.map(metric, of.a(), of.b()));
    }

    private FigurePanel map(VectorMetric metric, int vector) {
        return layered(metric.id() + "-map-" + vector, figures.map(metric, vector));
    }

    /// A heat map without what lies outside the layers, since embedding and head would each take a
    /// row of their own for one cell; they stand in the table and in the figure by layer. A model
    /// without layers keeps what it has.
    private FigurePanel layered(String id, HeatMapFigure map) {
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
        return new FigurePanel(
                id,
                map.withCells(positions, names, values),
                shown,
                cells,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static List<Integer> indices(List<Group> groups, List<Group> some) {
        return some.stream().map(groups::indexOf).toList();
    }
}
