package org.taskvectors.ui.compare;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.Grouping;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.Metric;
import org.taskvectors.analysis.metric.VectorMetric;

/// Shows the L2 norm where the relative norm is usual and no vector has one, as with adapters whose
/// base is not at hand.
final class Substitute {
    private Substitute() {}

    /// Returns the choices of a question as they make sense for these vectors.
    static Choices of(Question question, Comparison comparison) {
        Choices choices = question.choices();
        boolean isRelative = choices.norm() == VectorMetric.RELATIVE_NORM;
        boolean isMeant = question.insists() && choices.measure() == Measure.NORM;
        return isRelative && !isMeant && isUndefined(VectorMetric.RELATIVE_NORM, comparison)
                ? choices.withMetric(VectorMetric.L2_NORM)
                : choices;
    }

    /// Whether a metric has no value for any of the vectors.
    static boolean isUndefined(Metric metric, Comparison comparison) {
        List<Group> groups =
                Stream.concat(Stream.of(Group.ALL), comparison.groups(Grouping.LAYER).stream())
                        .toList();
        return metric instanceof VectorMetric of
                && IntStream.range(0, comparison.vectors().size())
                        .allMatch(
                                vector ->
                                        groups.stream()
                                                .allMatch(
                                                        group ->
                                                                Double.isNaN(
                                                                        of.plain(
                                                                                comparison,
                                                                                vector,
                                                                                group,
                                                                                Threshold
                                                                                        .DEFAULT))));
    }
}
