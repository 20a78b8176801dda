package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.figure.PairMetric;
import org.taskvectors.figure.VectorMetric;

/// Makes the table of a comparison.
final class TableMaker {
    private record Source(Table.Column column, ToDoubleFunction<Group> value) {}

    private final Comparison comparison;
    private final Threshold threshold;
    private final Choices choices;
    private final List<Pair> pairs;

    /// @param pairs those that have columns
    TableMaker(Comparison comparison, Threshold threshold, Choices choices, List<Pair> pairs) {
        this.comparison = comparison;
        this.threshold = threshold;
        this.choices = choices;
        this.pairs = pairs;
    }

    Table table(List<Group> groups) {
        List<Source> sources = sources();
        List<Table.Row> rows = new ArrayList<>();
        for (Group group : groups) {
            rows.add(
                    new Table.Row(
                            rows.size(),
                            group,
                            sources.stream()
                                    .map(source -> source.value().applyAsDouble(group))
                                    .toList()));
        }
        return new Table(title(choices.by()), sources.stream().map(Source::column).toList(), rows);
    }

    private List<Source> sources() {
        List<Source> sources = new ArrayList<>();
        sources.add(new Source(new Table.Column("weights", Table.Form.COUNT), this::weights));
        vectors(sources, "‖τ‖ %s", Table.Form.NORM, VectorMetric.L2_NORM);
        vectors(sources, "relative %s, %%", Table.Form.RELATIVE, VectorMetric.RELATIVE_NORM);
        if (choices.measure() == Measure.NORM && choices.norm() == VectorMetric.RMS) {
            vectors(sources, "RMS %s", Table.Form.NORM, VectorMetric.RMS);
        }
        if (choices.measure() == Measure.NORM && choices.norm() == VectorMetric.LARGEST) {
            vectors(sources, "max |τ| %s", Table.Form.NORM, VectorMetric.LARGEST);
        }
        vectors(sources, "sparsity %s, %%", Table.Form.SHARE, VectorMetric.SPARSITY);
        if (choices.measure() == Measure.SPARSITY) {
            vectors(sources, "zeros %s, %%", Table.Form.SHARE, VectorMetric.EXACT_ZEROS);
        }
        pairs(sources, "cosine", "", Table.Form.COSINE, PairMetric.COSINE);
        pairs(sources, "sign conflict", ", %", Table.Form.SHARE, PairMetric.SIGN_CONFLICT);
        if (choices.measure() == Measure.SIGNS) {
            pairs(sources, "sign agreement", ", %", Table.Form.SHARE, PairMetric.SIGN_AGREEMENT);
        }
        return sources;
    }

    private void vectors(List<Source> sources, String title, Table.Form form, VectorMetric metric) {
        for (int i = 0; i < comparison.vectors().size(); i++) {
            int vector = i;
            sources.add(
                    new Source(
                            new Table.Column(
                                    title.formatted(comparison.vectors().get(i).name()), form),
                            group -> metric.value(comparison, vector, group, threshold)));
        }
    }

    private void pairs(
            List<Source> sources, String word, String unit, Table.Form form, PairMetric metric) {
        for (Pair pair : pairs) {
            String title = pairs.size() == 1 ? word : word + " " + pair.name(comparison);
            sources.add(
                    new Source(
                            new Table.Column(title + unit, form),
                            group -> metric.value(comparison, pair.a(), pair.b(), group)));
        }
    }

    /// The weights of a group are those of the vector that has most of it: vectors of one model
    /// agree.
    private double weights(Group group) {
        long most = 0;
        for (int i = 0; i < comparison.vectors().size(); i++) {
            most = Math.max(most, comparison.numbers(i, group).weights());
        }
        return most;
    }

    private static String title(Grouping by) {
        return switch (by) {
            case LAYER -> "Layer";
            case MODULE -> "Module kind";
            case CELL -> "Layer · module kind";
            case TENSOR -> "Tensor";
        };
    }
}
