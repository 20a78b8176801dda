package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.Threshold;

/// All figures of a comparison, each under the name of its file. What is undefined everywhere makes
/// no figure.
public final class FigureSet {
    private static final List<VectorMetric> METRICS =
            List.of(
                    VectorMetric.L2_NORM,
                    VectorMetric.RELATIVE_NORM,
                    VectorMetric.RMS,
                    VectorMetric.MEAN_MAGNITUDE,
                    VectorMetric.LARGEST,
                    VectorMetric.EXACT_ZEROS,
                    VectorMetric.SPARSITY);

    private static final List<VectorMetric> MAPS =
            List.of(VectorMetric.RELATIVE_NORM, VectorMetric.RMS, VectorMetric.SPARSITY);

    private static final List<PairMetric> PAIRS =
            List.of(PairMetric.COSINE, PairMetric.SIGN_CONFLICT);

    private final Comparison comparison;
    private final ComparisonFigures figures;
    private final List<Named> found = new ArrayList<>();

    /// A figure and the name of its file, without an ending: `relative-norm-by-layer`.
    public record Named(String name, Figure figure) {}

    public FigureSet(Comparison comparison, Threshold threshold) {
        this.comparison = comparison;
        this.figures = new ComparisonFigures(comparison, threshold);
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
        if (comparison.hasPairs() && comparison.vectors().size() > 1) {
            add("cosine-of-all-pairs", figures.matrix(PairMetric.COSINE, Group.ALL));
        }
        add("magnitudes", figures.distribution(Group.ALL));
        return List.copyOf(found);
    }

    private void series(Grouping grouping) {
        String by = "-by-" + grouping.word();
        METRICS.forEach(metric -> add(metric.id() + by, figures.vectors(metric, grouping)));
        if (comparison.hasPairs() && comparison.vectors().size() > 1) {
            PAIRS.forEach(metric -> add(metric.id() + by, figures.pairs(metric, grouping)));
            add("interference" + by, figures.interference(grouping));
        }
    }

    private void maps() {
        List<String> words = words();
        String by = "-by-layer-and-module";
        for (int vector = 0; vector < words.size(); vector++) {
            for (VectorMetric metric : MAPS) {
                add(
                        metric.id() + by + "-" + words.get(vector),
                        figures.map(metric, vector).layersOnly());
            }
        }
        if (!comparison.hasPairs() || words.size() < 2) {
            return;
        }
        for (int a = 0; a < words.size(); a++) {
            for (int b = a + 1; b < words.size(); b++) {
                String pair = words.size() == 2 ? "" : "-" + words.get(a) + "-" + words.get(b);
                for (PairMetric metric : PAIRS) {
                    add(metric.id() + by + pair, figures.map(metric, a, b).layersOnly());
                }
            }
        }
        add("interference" + by, figures.interferenceMap().layersOnly());
    }

    private void add(String name, Figure figure) {
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
