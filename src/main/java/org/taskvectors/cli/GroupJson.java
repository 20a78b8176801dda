package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.taskvectors.analysis.Comparison;
import org.taskvectors.analysis.Group;
import org.taskvectors.analysis.GroupNumbers;
import org.taskvectors.analysis.Magnitudes;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.OverlapNumbers;
import org.taskvectors.analysis.PairNumbers;
import org.taskvectors.analysis.Sparsity;
import org.taskvectors.analysis.SpectrumNumbers;
import org.taskvectors.analysis.Threshold;
import org.taskvectors.analysis.metric.JointMetric;
import org.taskvectors.analysis.metric.PairMetric;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.checkpoint.naming.ModuleKind;
import org.taskvectors.tensor.Histogram;

/// The numbers of a group as JSON.
///
/// @param full whether the histogram has every bin rather than four an octave
record GroupJson(Comparison comparison, Threshold threshold, boolean full) {
    private static final double[] QUANTILES = {
        0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999
    };

    /// What the group is.
    static ObjectNode name(Group group) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("label", group.label());
        Integer layer = group.layer().isPresent() ? group.layer().getAsInt() : null;
        node.set("stack", stack(group.stack()));
        node.put("layer", layer);
        node.set("module", Json.text(group.kind().map(ModuleKind::id)));
        node.set("tensor", Json.text(group.tensor()));
        return node;
    }

    /// A stack's name; null where the model has one stack.
    static JsonNode stack(String name) {
        return Json.text(Optional.of(name).filter(stack -> !stack.isEmpty()));
    }

    /// Every number of one vector in the group.
    ObjectNode vector(int vector, Group group) {
        GroupNumbers numbers = comparison.numbers(vector, group);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (group.tensor().isPresent()) {
            tensor(node, vector, group);
        }
        node.put("tensors", numbers.tensors());
        node.put("held", numbers.held());
        node.put("weights", numbers.weights());
        for (VectorMetric metric : VectorMetric.values()) {
            node.set(metric.property(), value(metric, vector, group));
        }
        if (comparison.spectra().isKnown()) {
            SpectrumNumbers spectrum = comparison.spectrum(vector, group);
            node.put("matrices", spectrum.matrices());
            node.put("matrices_without_spectrum", spectrum.unknown());
            comparison
                    .singularValues(vector, group)
                    .ifPresent(values -> node.putPOJO("singular_values", values.values()));
        }
        node.set("round_trip_error", Json.number(numbers.roundTripError()));
        node.set("not_finite", notFinite(numbers.notFinite()));
        boolean sides = !Double.isNaN(numbers.roundTrip());
        node.set("base_not_finite", sides ? notFinite(numbers.baseNotFinite()) : nothing());
        node.set("tuned_not_finite", sides ? notFinite(numbers.tunedNotFinite()) : nothing());
        ObjectNode quantiles = node.putObject("quantiles");
        for (double q : QUANTILES) {
            quantiles.set(Double.toString(q), Json.number(comparison.quantile(vector, group, q)));
        }
        node.set("histogram", histogram(vector, group));
        return node;
    }

    /// Every number of a pair in the group.
    ObjectNode pair(int a, int b, Group group) {
        PairNumbers numbers = comparison.pair(a, b, group);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("a", a);
        node.put("b", b);
        node.set("dot", Json.number(numbers.dot()));
        for (PairMetric metric : PairMetric.values()) {
            node.set(metric.property(), Json.number(metric.plain(comparison, a, b, group)));
        }
        if (comparison.spectra().hasOverlaps()) {
            OverlapNumbers overlap = comparison.overlap(a, b, group);
            node.put("overlap_matrices", overlap.matrices());
            node.set("left_chance", Json.number(overlap.leftChance()));
            node.set("right_chance", Json.number(overlap.rightChance()));
        }
        return node;
    }

    /// Every number of all vectors together in the group.
    void together(ObjectNode node, Group group) {
        for (JointMetric metric : JointMetric.values()) {
            node.set(metric.property(), Json.number(metric.plain(comparison, group)));
        }
    }

    /// The share alone would not say of which ε it is.
    private JsonNode value(VectorMetric metric, int vector, Group group) {
        return metric == VectorMetric.SPARSITY
                ? sparsity(comparison.sparsity(vector, group, threshold))
                : Json.number(metric.plain(comparison, vector, group, threshold));
    }

    static ObjectNode threshold(Threshold threshold) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", threshold.text())
                .put("value", threshold.value())
                .put("basis", threshold.basis().name().toLowerCase(java.util.Locale.ROOT));
    }

    /// How many singular values the energy is of; null where there are none.
    static JsonNode spectrum(Comparison comparison) {
        return comparison.spectra().isKnown()
                ? JsonNodeFactory.instance.objectNode().put("first", comparison.spectra().first())
                : nothing();
    }

    private void tensor(ObjectNode node, int vector, Group group) {
        node.set(
                "dtype",
                Json.text(comparison.tensor(vector, group).map(held -> held.dtype().label())));
        node.set(
                "shape",
                comparison
                        .shape(vector, group)
                        .<JsonNode>map(shape -> Json.sizes(shape.sizes()))
                        .orElseGet(NullNode::getInstance));
    }

    private static ObjectNode sparsity(Sparsity sparsity) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("share", Json.number(sparsity.share()));
        node.set("epsilon", Json.number(sparsity.asked()));
        node.set("effective_epsilon", Json.number(sparsity.effective()));
        return node;
    }

    private static JsonNode nothing() {
        return NullNode.getInstance();
    }

    private static ObjectNode notFinite(NonFinite count) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("nan", count.nan())
                .put("infinite", count.infinite());
    }

    private ObjectNode histogram(int vector, Group group) {
        Magnitudes magnitudes = comparison.magnitudes(vector, group);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("zeros", magnitudes.zeros());
        if (full) {
            ArrayNode parts = node.putArray("bins");
            comparison.histograms(vector, group).forEach(part -> parts.add(bins(part)));
            return node;
        }
        int size = magnitudes.size();
        double[] edges = new double[size == 0 ? 0 : size + 1];
        long[] counts = new long[size];
        for (int bin = 0; bin < size; bin++) {
            edges[bin] = magnitudes.from(bin);
            edges[bin + 1] = magnitudes.to(bin);
            counts[bin] = magnitudes.count(bin);
        }
        node.putPOJO("edges", edges);
        node.putPOJO("counts", counts);
        return node;
    }

    private static ObjectNode bins(Histogram histogram) {
        int size = histogram.size();
        double[] lowest = new double[size];
        double[] highest = new double[size];
        long[] counts = new long[size];
        for (int i = 0; i < size; i++) {
            lowest[i] = histogram.binning().lowest(histogram.bin(i));
            highest[i] = histogram.binning().highest(histogram.bin(i));
            counts[i] = histogram.count(i);
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("exact", histogram.binning().isExact());
        // Plain arrays: a node for each of a million bins would take most of the memory.
        node.putPOJO("lowest", lowest);
        node.putPOJO("highest", highest);
        node.putPOJO("counts", counts);
        return node;
    }
}
