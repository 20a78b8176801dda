package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;

/// Makes the tables of a comparison.
///
/// @param threshold the threshold of every sparsity
/// @param by the grouping; a row is a group
public record TableMaker(Comparison comparison, Threshold threshold, Grouping by) {
    private record Source(NumbersTable.Column column, ToDoubleFunction<Group> value) {}

    /// Returns every number of the comparison's first vector, with a row for everything in scope.
    public NumbersTable ofOneVector() {
        GroupNumbers all = comparison.numbers(0, Group.ALL);
        List<Group> groups = comparison.groups(by);
        List<Source> sources = new ArrayList<>();
        sources.add(count("tensors", "Tensors of the group.", GroupNumbers::tensors));
        if (all.held() < all.tensors()) {
            sources.add(
                    count(
                            "held",
                            "How many of them the vector holds; the others count as zeros.",
                            GroupNumbers::held));
        }
        sources.add(weights());
        Arrays.stream(VectorMetric.values())
                .filter(metric -> !isOptional(metric) || isKnown(metric))
                .forEach(
                        metric ->
                                sources.add(
                                        new Source(
                                                column(metric, metric.head()),
                                                of(metric, List.of()).getFirst().value())));
        if (all.notFinite().total() > 0) {
            sources.add(
                    count(
                            "not finite",
                            "Weights that are left out, as their change is NaN or infinite.",
                            numbers -> numbers.notFinite().total()));
        }
        return table(groups, sources);
    }

    /// Whether a metric stands in a table only where it was measured.
    private static boolean isOptional(VectorMetric metric) {
        return metric.needs(Need.EXTRACTION) || metric.needs(Need.SPECTRUM);
    }

    private boolean isKnown(VectorMetric metric) {
        return !Double.isNaN(metric.plain(comparison, 0, Group.ALL, threshold));
    }

    /// Returns the numbers of all vectors side by side, with a row for everything in scope.
    public NumbersTable ofVectors(List<? extends Metric> metrics) {
        Shown all = Shown.all(comparison.vectors().size());
        return table(comparison.groups(by), sources(metrics, all));
    }

    /// Which of many vectors and pairs have columns.
    ///
    /// @param vectors indices of vectors
    /// @param pairs the pairs
    /// @param extremes of which metric the lowest and the highest of `range` stand beside the
    ///   pairs; empty for none
    /// @param range the pairs among which these are the lowest and highest
    public record Shown(
            List<Integer> vectors,
            List<Pair> pairs,
            Optional<PairMetric> extremes,
            List<Pair> range) {
        public Shown {
            vectors = List.copyOf(vectors);
            pairs = List.copyOf(pairs);
            range = List.copyOf(range);
        }

        /// All of that many vectors, and all their pairs.
        public static Shown all(int vectors) {
            return new Shown(
                    IntStream.range(0, vectors).boxed().toList(),
                    Pair.all(vectors),
                    Optional.empty(),
                    List.of());
        }
    }

    /// Returns the numbers of some vectors in some groups, with a row for everything in scope.
    public NumbersTable ofGroups(List<Group> groups, List<? extends Metric> metrics, Shown shown) {
        return table(groups, sources(metrics, shown));
    }

    private List<Source> sources(List<? extends Metric> metrics, Shown shown) {
        List<Source> sources = new ArrayList<>();
        sources.add(weights());
        for (Metric metric : metrics) {
            List<MetricSeries> all = of(metric, shown.pairs());
            boolean isNamed =
                    switch (metric) {
                        case VectorMetric _ -> true;
                        case PairMetric _ -> all.size() > 1;
                        case JointMetric _ -> false;
                    };
            for (int i = 0; i < all.size(); i++) {
                MetricSeries one = all.get(i);
                if (!(metric instanceof VectorMetric) || shown.vectors().contains(i)) {
                    String title = isNamed ? metric.head(one.name()) : metric.head();
                    sources.add(new Source(column(metric, title), one.value()));
                }
            }
            if (metric instanceof PairMetric of && shown.extremes().equals(Optional.of(of))) {
                sources.add(extreme("lowest pair", of, shown.range(), Double::min));
                sources.add(extreme("highest pair", of, shown.range(), Double::max));
            }
        }
        return sources;
    }

    private Source extreme(
            String word, PairMetric metric, List<Pair> range, DoubleBinaryOperator better) {
        return new Source(
                new NumbersTable.Column(
                        metric.quantity().withUnit(word),
                        metric.quantity(),
                        "The "
                                + word.replace(" pair", "")
                                + " "
                                + metric.quantity().inSentence()
                                + " of the "
                                + Amounts.count(range.size())
                                + " pairs."),
                group ->
                        range.stream()
                                .mapToDouble(
                                        pair -> metric.value(comparison, pair.a(), pair.b(), group))
                                .filter(value -> !Double.isNaN(value))
                                .reduce(better)
                                .orElse(Double.NaN));
    }

    private List<MetricSeries> of(Metric metric, List<Pair> pairs) {
        return metric.series(comparison, threshold, pairs);
    }

    private static NumbersTable.Column column(Metric metric, String title) {
        return new NumbersTable.Column(title, metric.quantity(), metric.explanation());
    }

    private Source count(String word, String explanation, ToDoubleFunction<GroupNumbers> number) {
        return new Source(
                new NumbersTable.Column(word, Quantity.count(word), explanation),
                group -> number.applyAsDouble(comparison.numbers(0, group)));
    }

    /// Returns the column of a group's weights: those of the vector that has most of it, since
    /// vectors of one model agree.
    private Source weights() {
        return new Source(
                new NumbersTable.Column(
                        "weights", Quantity.count("weights"), "Weights of the group that count."),
                group -> {
                    long most = 0;
                    for (int i = 0; i < comparison.vectors().size(); i++) {
                        most = Math.max(most, comparison.numbers(i, group).weights());
                    }
                    return most;
                });
    }

    private NumbersTable table(List<Group> groups, List<Source> sources) {
        List<NumbersTable.Row> rows = new ArrayList<>();
        for (Group group : groups) {
            rows.add(row(rows.size(), group, sources));
        }
        return new NumbersTable(
                title(),
                sources.stream().map(Source::column).toList(),
                rows,
                Optional.of(row(rows.size(), Group.ALL, sources)));
    }

    private static NumbersTable.Row row(int index, Group group, List<Source> sources) {
        return new NumbersTable.Row(
                index,
                group,
                sources.stream().map(source -> source.value().applyAsDouble(group)).toList());
    }

    private String title() {
        return switch (by) {
            case LAYER -> "Layer";
            case MODULE -> "Module kind";
            case CELL -> "Layer · module kind";
            case TENSOR -> "Tensor";
        };
    }
}
