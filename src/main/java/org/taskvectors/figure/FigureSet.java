package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.analysis.BaseGroups;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Pair;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Use;
import org.taskvectors.analysis.metric.VectorMetric;

/// All figures of a comparison, each under the name of its file. What is undefined everywhere makes
/// no figure.
public final class FigureSet {
    private final Comparison comparison;
    private final ComparisonFigures figures;
    private final BaseGroups bases;
    private final List<Pair> pairs;
    private final List<Named> found = new ArrayList<>();

    /// A figure and the name of its file, without an ending: `relative-norm-by-layer`.
    public record Named(String name, Figure figure) {}

    public FigureSet(Comparison comparison, Threshold threshold) {
        this.comparison = comparison;
        this.bases = BaseGroups.of(comparison);
        this.pairs =
                Pair.all(comparison.vectors().size()).stream()
                        .filter(pair -> !bases.areSeparate() || bases.areOfOne(pair.a(), pair.b()))
                        .toList();
        this.figures = new ComparisonFigures(comparison, threshold).ofPairs(pairs);
    }

    /// The figures of one grouping, or of layers, module kinds and layer × module kind. With them
    /// the matrix of all pairs and the distribution of magnitudes.
    public List<Named> figures(Optional<Grouping> only) {
        found.clear();
        Stream<Grouping> groupings =
                only.map(Stream::of)
                        .orElseGet(() -> Stream.of(Grouping.LAYER, Grouping.MODULE, Grouping.CELL));
        groupings.forEach(
                grouping -> {
                    if (grouping == Grouping.CELL) {
                        maps();
                    } else {
                        series(grouping);
                    }
                });
        if (hasPairs()) {
            add("cosine-of-all-pairs", figures.matrix(PairMetric.COSINE, Group.ALL, blocks()));
        }
        add("magnitudes", figures.distribution(Group.ALL));
        return List.copyOf(found);
    }

    /// The vectors of each base; two vectors are laid side by side whatever their bases.
    private List<List<Integer>> blocks() {
        return bases.areSeparate()
                ? bases.groups()
                : List.of(IntStream.range(0, comparison.vectors().size()).boxed().toList());
    }

    private void series(Grouping grouping) {
        String by = "-by-" + grouping.word();
        for (Metric metric : Metric.in(Use.FIGURE)) {
            if (metric instanceof VectorMetric || hasPairs()) {
                PositionFigure figure =
                        grouping == Grouping.LAYER
                                ? figures.byLayerAndWhole(metric)
                                : figures.overGroups(metric, grouping);
                add(metric.id() + by, readable(figure));
            }
        }
    }

    /// Of more lines than can be told apart none is coloured.
    private static PositionFigure readable(PositionFigure figure) {
        return switch (figure) {
            case LineFigure lines when lines.series().size() > Emphasis.MOST_TOLD_APART ->
                    lines.withEmphasis(Emphasis.none());
            case BarFigure bars when bars.series().size() > Emphasis.MOST_TOLD_APART ->
                    bars.asPoints().withEmphasis(Emphasis.none());
            default -> figure;
        };
    }

    private boolean hasPairs() {
        return comparison.hasPairs() && comparison.vectors().size() > 1;
    }

    private void maps() {
        for (int vector = 0; vector < comparison.vectors().size(); vector++) {
            for (Metric metric : Metric.in(Use.MAP)) {
                if (metric instanceof VectorMetric of) {
                    map(of, words().get(vector), figures.map(of, vector));
                }
            }
        }
        if (!hasPairs()) {
            return;
        }
        for (Pair pair : pairs) {
            String of = words().get(pair.a()) + "-" + words().get(pair.b());
            for (Metric metric : Metric.in(Use.MAP)) {
                if (metric instanceof PairMetric each) {
                    map(
                            each,
                            comparison.vectors().size() == 2 ? "" : of,
                            figures.map(each, pair.a(), pair.b()));
                }
            }
        }
        for (Metric metric : Metric.in(Use.MAP)) {
            if (metric instanceof JointMetric of) {
                map(of, "", figures.map(of));
            }
        }
    }

    private void map(Metric metric, String of, HeatMapFigure figure) {
        add(
                metric.id() + "-by-layer-and-module" + (of.isEmpty() ? "" : "-" + of),
                figure.layersOnly());
    }

    private void add(String name, PositionFigure figure) {
        Stream<Double> values =
                switch (figure) {
                    case LineFigure line ->
                            line.series().stream().flatMap(series -> series.values().stream());
                    case BarFigure bar ->
                            bar.series().stream().flatMap(series -> series.values().stream());
                    case HeatMapFigure map -> map.values().stream().flatMap(List::stream);
                };
        if (values.anyMatch(Double::isFinite)) {
            found.add(new Named(name, figure));
        }
    }

    /// The vectors' names as parts of file names, each different from the others.
    private List<String> words() {
        List<String> words = new ArrayList<>();
        for (NamedProfile vector : comparison.vectors()) {
            String word =
                    vector.name()
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}]+", "-")
                            .replaceAll("^-|-$", "");
            String plain = word.isEmpty() ? "vector" : word;
            String unique = plain;
            for (int number = 2; words.contains(unique); number++) {
                unique = plain + "-" + number;
            }
            words.add(unique);
        }
        return words;
    }
}
