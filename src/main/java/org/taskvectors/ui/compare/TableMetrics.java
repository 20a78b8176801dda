package org.taskvectors.ui.compare;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Family;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.Need;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.Use;
import org.taskvectors.analysis.metric.VectorMetric;

/// Which numbers stand in the table, and in which order.
///
/// @param choices what is drawn
/// @param focus the vectors that the table is about
record TableMetrics(Choices choices, Focused focus) {
    /// About as many columns are in sight at once.
    private static final int IN_SIGHT = 9;

    /// What always stands in the table, what is drawn, and what belongs to it. Of many vectors,
    /// whose pairs need the room, sparsity stands there only where it is meant. What is drawn comes
    /// first where the table is wider than its place.
    List<Metric> metrics() {
        Optional<Family> family = choices.measure().family();
        List<Metric> all =
                Metric.all().stream()
                        .filter(
                                metric ->
                                        isDrawn(metric)
                                                || isLeading(metric)
                                                || (metric.stands(Use.WITH_FAMILY)
                                                        && family.filter(metric.family()::equals)
                                                                .isPresent()))
                        .toList();
        return all.stream().mapToInt(this::columns).sum() > IN_SIGHT
                ? all.stream().sorted(Comparator.comparing(metric -> !isDrawn(metric))).toList()
                : all;
    }

    private boolean isDrawn(Metric metric) {
        return choices.metric().filter(metric::equals).isPresent();
    }

    private int columns(Metric metric) {
        return switch (metric) {
            case VectorMetric _ -> focus.isMany() ? 2 : focus.vectors().size();
            case PairMetric _ -> focus.isMany() ? focus.chosen().size() : focus.pairs().size();
            case JointMetric _ -> 1;
        };
    }

    /// Beside singular values, which have six numbers of their own, stand norm and cosine alone.
    private boolean isLeading(Metric metric) {
        boolean isShort = choices.measure() == Measure.SPECTRUM;
        boolean isWithoutBase =
                metric == VectorMetric.RELATIVE_NORM
                        && Substitute.isUndefined(metric, focus.comparison());
        return metric.stands(Use.LEADING)
                && !isWithoutBase
                && !((focus.isMany() || isShort) && metric.family() == Family.SPARSITY)
                && !(isShort && metric.needs(Need.BASE))
                && !(isShort && metric.family() == Family.SIGNS);
    }
}
