package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Magnitudes;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.MetricSeries;
import org.taskvectors.analysis.metric.Need;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.SpectrumWords;
import org.taskvectors.analysis.metric.ThresholdWords;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.ModuleKind;

/// Makes the figures of a comparison, for the window and for the command line alike. A position of
/// a figure by layer, module kind or tensor is the group of the same index in [Comparison#groups];
/// of a heat map, in [Comparison#kinds] (rows) and in the groups by layer (columns).
public final class ComparisonFigures {
    /// What the position of the whole scope is called.
    public static final String WHOLE = "all";

    private static final String CELLS = "layer × module kind";

    private final Comparison comparison;
    private final Threshold threshold;
    private final List<Integer> colours;
    private final List<Pair> pairs;

    /// @param threshold of every sparsity
    /// @param colours for each vector its place in the list of colours: it has the same one in
    ///   every figure
    public ComparisonFigures(Comparison comparison, Threshold threshold, List<Integer> colours) {
        this(comparison, threshold, colours, Pair.all(comparison.vectors().size()));
    }

    private ComparisonFigures(
            Comparison comparison, Threshold threshold, List<Integer> colours, List<Pair> pairs) {
        Checks.size("the colours", colours.size(), comparison.vectors().size());
        this.comparison = comparison;
        this.threshold = threshold;
        this.colours = List.copyOf(colours);
        this.pairs = List.copyOf(pairs);
    }

    /// The same with some of the pairs alone in figures of pairs.
    ComparisonFigures ofPairs(List<Pair> some) {
        return new ComparisonFigures(comparison, threshold, colours, some);
    }

    /// Vectors in the colours of their order.
    public ComparisonFigures(Comparison comparison, Threshold threshold) {
        this(
                comparison,
                threshold,
                IntStream.range(0, comparison.vectors().size()).boxed().toList());
    }

    /// One series for each vector or pair, or one for all vectors: lines over layers or tensors,
    /// bars over module kinds.
    public PositionFigure overGroups(Metric metric, Grouping grouping) {
        List<MetricSeries> all = metric.series(comparison, threshold, pairs);
        List<Series> series = new ArrayList<>();
        for (MetricSeries one : all) {
            int colour = colour(metric, series.size());
            series.add(series(one.name(), colour, grouping, one.value()));
        }
        if (grouping != Grouping.MODULE) {
            metric.reference(comparison)
                    .ifPresent(
                            one ->
                                    series.add(
                                            series(
                                                    one.name(),
                                                    Series.REFERENCE,
                                                    grouping,
                                                    one.value())));
        }
        return overGroups(
                about(metric, by(grouping), names()),
                metric.quantity(),
                grouping,
                series,
                metric.bounds().isBounded()
                        ? ValueRange.fromZeroTo(metric.bounds().limit())
                        : ValueRange.automatic());
    }

    /// A vector has its colour everywhere; nothing else looks like one of the vectors.
    private int colour(Metric metric, int series) {
        int first = 1 + colours.stream().mapToInt(colour -> colour).max().orElse(-1);
        return metric instanceof VectorMetric ? colours.get(series) : first + series;
    }

    /// Whether the value of the whole scope is comparable with those of its layers; a norm of all
    /// weights is larger than that of any layer.
    public static boolean hasWhole(Metric metric) {
        return metric != VectorMetric.L2_NORM;
    }

    /// Lines over layers, and after a gap the value of the whole scope, where it is comparable.
    public PositionFigure byLayerAndWhole(Metric metric) {
        PositionFigure figure = overGroups(metric, Grouping.LAYER);
        if (!hasWhole(metric) || !(figure instanceof LineFigure lines)) {
            return figure;
        }
        List<MetricSeries> all = new ArrayList<>(metric.series(comparison, threshold, pairs));
        metric.reference(comparison).ifPresent(all::add);
        return lines.withWhole(
                WHOLE, all.stream().map(one -> one.value().applyAsDouble(Group.ALL)).toList());
    }

    /// Layer × module kind of one vector, on a scale that holds all the vectors of the comparison.
    public HeatMapFigure map(VectorMetric metric, int vector) {
        List<List<List<Double>>> all = new ArrayList<>();
        for (int i = 0; i < names().size(); i++) {
            int of = i;
            all.add(cells(group -> metric.value(comparison, of, group, threshold)));
        }
        return heatMap(
                about(metric, CELLS, List.of(names().get(vector))),
                metric.quantity(),
                all.get(vector),
                ColourScales.sequentialOver(all));
    }

    /// Layer × module kind of one pair, on a scale that holds all pairs; a scale of signed values
    /// lies around zero.
    public HeatMapFigure map(PairMetric metric, int a, int b) {
        List<List<Double>> values = cells(group -> metric.value(comparison, a, b, group));
        ColourScales scale =
                metric.bounds().isSigned()
                        ? ColourScales.divergingOver(cellsOfAllPairs(metric))
                        : ColourScales.sequentialOver(cellsOfAllPairs(metric));
        return heatMap(
                about(metric, CELLS, List.of(names().get(a), names().get(b))),
                metric.quantity(),
                values,
                scale);
    }

    /// Layer × module kind of all vectors together.
    public HeatMapFigure map(JointMetric metric) {
        List<List<Double>> values = cells(group -> metric.value(comparison, group));
        return heatMap(
                about(metric, CELLS, names()),
                metric.quantity(),
                values,
                ColourScales.sequentialOver(List.of(values)));
    }

    /// All pairs of vectors in one group. Vectors of one base stand together; those of two are no
    /// pairs.
    ///
    /// @param bases the vectors of each base by their indices
    public HeatMapFigure matrix(PairMetric metric, Group group, List<List<Integer>> bases) {
        List<Integer> order = bases.stream().flatMap(List::stream).toList();
        List<Integer> blocks = new ArrayList<>();
        for (int base = 0; base < bases.size(); base++) {
            blocks.addAll(Collections.nCopies(bases.get(base).size(), base));
        }
        List<List<Double>> rows = new ArrayList<>();
        for (int row = 0; row < order.size(); row++) {
            List<Double> values = new ArrayList<>();
            for (int column = 0; column < order.size(); column++) {
                values.add(
                        blocks.get(row).equals(blocks.get(column))
                                ? metric.value(comparison, order.get(row), order.get(column), group)
                                : Double.NaN);
            }
            rows.add(values);
        }
        return HeatMapFigure.matrix(
                        about(metric, "of all pairs, " + say(group), names()),
                        metric.quantity(),
                        order.stream().map(names()::get).toList(),
                        rows,
                        metric.bounds().isSigned())
                .withColours(order.stream().map(colours::get).toList())
                .withBlocks(blocks);
    }

    /// How many of a group's weights have which magnitude, one line for each vector: the share of
    /// the weights in each octave, at −10 those with 2⁻¹⁰ ≤ |τ| < 2⁻⁹. Zeros are in none.
    public LineFigure distribution(Group group) {
        List<Magnitudes> all = new ArrayList<>();
        for (int vector = 0; vector < names().size(); vector++) {
            all.add(comparison.magnitudes(vector, group));
        }
        return Distribution.figure(
                about(Quantities.SHARE_OF_WEIGHTS, "by magnitude, " + say(group), names(), ""),
                names(),
                colours,
                all);
    }

    private List<String> names() {
        return comparison.vectors().stream().map(NamedProfile::name).toList();
    }

    private List<List<List<Double>>> cellsOfAllPairs(PairMetric metric) {
        return pairs.stream()
                .map(pair -> cells(group -> metric.value(comparison, pair.a(), pair.b(), group)))
                .toList();
    }

    private Series series(
            String name, int colour, Grouping grouping, ToDoubleFunction<Group> value) {
        return Series.of(
                name, colour, comparison.groups(grouping).stream().mapToDouble(value).toArray());
    }

    private PositionFigure overGroups(
            FigureSubject about,
            Quantity quantity,
            Grouping grouping,
            List<Series> series,
            ValueRange range) {
        Positions positions = positions(grouping);
        if (grouping == Grouping.MODULE) {
            return new BarFigure(about, positions, quantity, range.onZero(), series);
        }
        return new LineFigure(about, positions, quantity, range, series);
    }

    private Positions positions(Grouping grouping) {
        List<Group> groups = comparison.groups(grouping);
        return switch (grouping) {
            case LAYER -> layers();
            case MODULE -> Positions.categories("", labels(groups));
            case CELL -> Positions.categories("Layer and module kind", labels(groups));
            case TENSOR -> tensors(groups);
        };
    }

    private static List<String> labels(List<Group> groups) {
        return groups.stream().map(Group::label).toList();
    }

    private Positions layers() {
        List<Positions.Run> runs = new ArrayList<>();
        List<String> apart = new ArrayList<>();
        Map<String, List<Integer>> stacks = new LinkedHashMap<>();
        for (Group group : comparison.groups(Grouping.LAYER)) {
            if (group.layer().isPresent()) {
                stacks.computeIfAbsent(group.stack(), key -> new ArrayList<>())
                        .add(group.layer().getAsInt());
            } else {
                apart.add(group.label());
            }
        }
        stacks.forEach((stack, numbers) -> runs.add(new Positions.Run(stack, numbers)));
        return new Positions("Layer", runs, apart, List.of());
    }

    /// Tensors by their names; where they are of several layers, the axis shows the layers instead.
    private static Positions tensors(List<Group> groups) {
        List<Positions.Begin> begins = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            Group group = groups.get(i);
            OptionalInt layer = group.layer();
            String number = layer.isPresent() ? Integer.toString(layer.getAsInt()) : "";
            Positions.Begin begin = new Positions.Begin(i, group.stack(), number);
            boolean isNew =
                    begins.isEmpty()
                            || !begins.getLast().layer().equals(number)
                            || !begins.getLast().stack().equals(group.stack());
            if (isNew) {
                begins.add(begin);
            }
        }
        boolean layered = begins.stream().filter(begin -> !begin.layer().isEmpty()).count() > 1;
        return new Positions("Tensor", List.of(), labels(groups), layered ? begins : List.of());
    }

    private List<List<Double>> cells(ToDoubleFunction<Group> value) {
        List<Group> columns = comparison.groups(Grouping.LAYER);
        List<List<Double>> rows = new ArrayList<>();
        for (ModuleKind kind : comparison.kinds()) {
            List<Double> row = new ArrayList<>();
            for (Group column : columns) {
                Optional<Group> cell = comparison.cell(column, kind);
                row.add(cell.isPresent() ? value.applyAsDouble(cell.get()) : Double.NaN);
            }
            rows.add(row);
        }
        return rows;
    }

    private HeatMapFigure heatMap(
            FigureSubject about, Quantity quantity, List<List<Double>> values, ColourScales scale) {
        return new HeatMapFigure(
                about,
                layers(),
                quantity,
                comparison.kinds().stream().map(ModuleKind::id).toList(),
                values,
                scale);
    }

    private FigureSubject about(Metric metric, String by, List<String> vectors) {
        return about(
                metric.quantity(),
                by,
                vectors,
                metric.needs(Need.THRESHOLD)
                        ? ThresholdWords.of(threshold)
                        : SpectrumWords.of(metric, comparison));
    }

    private FigureSubject about(
            Quantity quantity, String by, List<String> vectors, String thresholdWords) {
        String symbol = quantity.symbol().isEmpty() ? "" : " " + quantity.symbol();
        return new FigureSubject(
                quantity.name() + " " + by,
                vectors,
                quantity.inSentence() + symbol,
                thresholdWords,
                comparison.scope().text());
    }

    private static String by(Grouping grouping) {
        return switch (grouping) {
            case LAYER -> "by layer";
            case MODULE -> "by module kind";
            case CELL -> "by layer and module kind";
            case TENSOR -> "by tensor";
        };
    }

    private static String say(Group group) {
        return group.layer().isPresent() && group.kind().isEmpty()
                ? "layer " + group.label()
                : group.label();
    }
}
