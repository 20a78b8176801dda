package org.taskvectors.analysis.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Threshold;

/// A number that a comparison gives in each of its groups. A metric is one constant, with its words
/// and its formula; figures, tables, JSON, the window, and the command line show what [#all] lists.
public sealed interface Metric permits VectorMetric, PairMetric, JointMetric {
    /// Returns every metric, in the order of tables.
    static List<Metric> all() {
        List<Metric> all = new ArrayList<>();
        all.addAll(Arrays.asList(VectorMetric.values()));
        all.addAll(Arrays.asList(PairMetric.values()));
        all.addAll(Arrays.asList(JointMetric.values()));
        return all;
    }

    /// Returns the metrics that are shown in a place by default, in the order of tables.
    static List<Metric> in(Use use) {
        return all().stream().filter(metric -> metric.stands(use)).toList();
    }

    /// Returns the metrics of a family, in the order of tables.
    static List<Metric> of(Family family) {
        return all().stream().filter(metric -> metric.family() == family).toList();
    }

    /// Returns the metric with that [#property]; empty if there is none.
    static Optional<Metric> of(String property) {
        return all().stream().filter(metric -> metric.property().equals(property)).findFirst();
    }

    Definition definition();

    /// Returns its values in a comparison: one series for each vector or pair, or one for all
    /// vectors.
    ///
    /// @param threshold the threshold of sparsity; other metrics ignore it
    /// @param pairs the pairs to show; metrics of one vector ignore them
    List<MetricSeries> series(Comparison comparison, Threshold threshold, List<Pair> pairs);

    /// Returns what its values are compared with in a figure, such as what chance gives; empty
    /// where there is nothing.
    default Optional<MetricSeries> reference(Comparison comparison) {
        return Optional.empty();
    }

    /// Returns the word in file names: `relative-norm`.
    default String id() {
        return definition().id();
    }

    /// Returns the name of its JSON property, and of its choice in a workspace: `relative_norm`.
    default String property() {
        return id().replace('-', '_');
    }

    default Quantity quantity() {
        return definition().quantity();
    }

    /// Returns the head of a column, with its unit: `relative, %`.
    default String head() {
        return quantity().withUnit(definition().head());
    }

    /// Returns the head of a column of one of several vectors: `relative SST-2, %`.
    default String head(String of) {
        return quantity().withUnit(definition().head() + " " + of);
    }

    /// Returns the word on a button that chooses it: `Relative`.
    default String choice() {
        return definition().choice();
    }

    /// Returns its meaning and its needs, in sentences.
    default String explanation() {
        String needed =
                Stream.of(Need.values())
                        .filter(definition().needs()::contains)
                        .map(Need::words)
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" and "));
        return definition().sentence()
                + (needed.isEmpty() ? "." : ". Undefined without " + needed + ".");
    }

    default Family family() {
        return definition().family();
    }

    default Bounds bounds() {
        return definition().bounds();
    }

    default boolean needs(Need need) {
        return definition().needs().contains(need);
    }

    default boolean stands(Use use) {
        return definition().uses().contains(use);
    }
}
