package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.analysis.metric.WrittenTable;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.analysis.spectrum.AdapterSpectra.OfChange;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;

/// What an adapter's factors say of its matrices, for people and for programs.
record AdapterReport(Vector adapter, AdapterSpectra spectra) {
    WrittenTable table(Naming naming) {
        WrittenTable table =
                new WrittenTable()
                        .words("tensor")
                        .numbers("shape")
                        .numbers("layer")
                        .words("module kind")
                        .words("stored")
                        .numbers("rank")
                        .numbers("scale")
                        .numbers("‖τ‖")
                        .numbers("σ₁")
                        .numbers("stable rank")
                        .numbers("effective rank");
        for (OfChange change : spectra.changes()) {
            Placement place = naming.place(change.tensor().name());
            table.row(
                    List.of(
                            change.tensor().name(),
                            change.tensor().shape().toString(),
                            place.layerLabel().orElse(Digits.DASH),
                            place.kind().id(),
                            adapter.kept(change.tensor()).dtype().label(),
                            rank(change.rank()),
                            Quantities.SCALE.say(change.scale().orElse(Double.NaN)),
                            norm(change.norm()),
                            Quantities.LARGEST_SINGULAR_VALUE.say(change.largest()),
                            Quantities.STABLE_RANK.say(change.stableRank()),
                            Quantities.EFFECTIVE_RANK.say(change.effectiveRank())));
        }
        return table;
    }

    /// ‖τ‖ of the whole adapter, or why it is not known.
    String whole() {
        double norm = spectra.norm();
        return Double.isNaN(norm)
                ? "not known from the factors alone: see the notes"
                : norm(norm) + ", from the factors";
    }

    /// Why some numbers are missing, each reason once.
    List<String> gaps() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        spectra.changes().stream()
                .map(OfChange::gap)
                .filter(gap -> !gap.isEmpty())
                .forEach(gap -> counts.merge(gap, 1, Integer::sum));
        List<String> sentences = new ArrayList<>();
        counts.forEach(
                (gap, count) ->
                        sentences.add(
                                "no singular values of "
                                        + Amounts.counted(count, "tensor")
                                        + ": "
                                        + gap));
        return sentences;
    }

    private static String norm(double value) {
        return VectorMetric.L2_NORM.quantity().say(value);
    }

    private static String rank(OptionalInt rank) {
        return rank.isPresent() ? Integer.toString(rank.getAsInt()) : Digits.DASH;
    }

    /// The adapter as a whole.
    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        AdapterAbout about = adapter.about().adapter().orElseThrow();
        node.put("method", about.method());
        node.set("base_name", Json.text(about.baseName()));
        ArrayNode ranks = node.putArray("ranks");
        about.ranks().forEach(ranks::add);
        ArrayNode scales = node.putArray("scales");
        about.scales().forEach(scales::add);
        node.put("asks_scale", about.asksScale());
        node.set("l2_norm", Json.number(spectra.norm()));
        ArrayNode incomplete = node.putArray("incomplete");
        for (Incomplete part : adapter.incomplete()) {
            ObjectNode one = incomplete.addObject();
            one.put("name", part.name());
            one.set("shape", Json.sizes(part.shape().sizes()));
            one.put("reason", part.reason());
            one.put("needs_base", part.needsBase());
        }
        return node;
    }

    /// One of its tensors.
    ObjectNode json(int index) {
        OfChange change = spectra.changes().get(index);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("stored_dtype", adapter.kept(change.tensor()).dtype().label());
        node.put("stored_bytes", adapter.kept(change.tensor()).bytes());
        Integer rank = change.rank().isPresent() ? change.rank().getAsInt() : null;
        node.put("rank", rank);
        node.set("scale", Json.number(change.scale().orElse(Double.NaN)));
        node.set("l2_norm", Json.number(change.norm()));
        node.set("largest_singular_value", Json.number(change.largest()));
        node.set("stable_rank", Json.number(change.stableRank()));
        node.set("effective_rank", Json.number(change.effectiveRank()));
        ArrayNode values = node.putArray("singular_values");
        change.values()
                .ifPresent(
                        known -> {
                            for (double value : known.values()) {
                                values.add(value);
                            }
                        });
        node.put("missing", change.gap().isEmpty() ? null : change.gap());
        return node;
    }
}
