package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.analysis.metric.VectorMetric;
import org.taskvectors.analysis.metric.WrittenTable;
import org.taskvectors.extraction.lora.LeftOut;
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.extraction.lora.LoraMatrix;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.file.Shown;

/// What a LoRA extraction left, for people and for programs.
record LoraReport(LoraResult result) {
    void print(PrintWriter out) {
        table(out);
        out.println();
        double seconds = result.took().toNanos() / 1e9;
        out.printf(
                Locale.ROOT,
                "%s: %s, %s, in %s%n",
                Shown.of(result.folder()),
                Amounts.counted(result.matrices().size(), "module"),
                Amounts.bytes(result.bytesWritten()),
                Amounts.duration(seconds));
        out.printf(
                Locale.ROOT,
                "‖τ − B·A‖ is %s of ‖τ‖ over these modules, %s over the whole vector%n",
                say(Quantities.FACTOR_ERROR, result.all().error()),
                say(Quantities.FACTOR_ERROR, result.wholeError()));
        result.partial().ifPresent(how -> out.println("note: the vector is partial: " + how));
    }

    /// Prints how much of each layer the adapter holds, and what it does not hold.
    void table(PrintWriter out) {
        WrittenTable table =
                new WrittenTable()
                        .words("layer")
                        .numbers("modules")
                        .numbers("rank")
                        .numbers("‖τ‖")
                        .numbers("energy kept, %")
                        .numbers("error, %");
        result.byLayer().forEach(group -> table.row(cells(group)));
        table.rule();
        table.row(cells(result.all()));
        table.print(out);
        if (!result.leftOut().isEmpty()) {
            out.println();
            leftOut(out);
        }
    }

    private static List<String> cells(LoraGroup group) {
        return List.of(
                group.label(),
                Amounts.count(group.matrices()),
                group.ranks(),
                VectorMetric.L2_NORM.quantity().say(group.norm()),
                write(Quantities.ENERGY, group.energy()),
                write(Quantities.FACTOR_ERROR, group.error()));
    }

    private static String write(Quantity quantity, double plain) {
        return quantity.write(quantity.inUnit(plain));
    }

    private static String say(Quantity quantity, double plain) {
        return quantity.say(quantity.inUnit(plain));
    }

    private void leftOut(PrintWriter out) {
        WrittenTable table =
                new WrittenTable()
                        .words("left out")
                        .numbers("tensors")
                        .numbers("share of ‖τ‖², %")
                        .words("the first of them");
        result.leftOutByReason()
                .forEach(
                        (reason, tensors) ->
                                table.row(
                                        List.of(
                                                reason.label(),
                                                Amounts.count(tensors.size()),
                                                write(
                                                        Quantities.SHARE_OF_SQUARES,
                                                        result.share(tensors)),
                                                tensors.getFirst().tensor())));
        table.print(out);
    }

    ObjectNode json(Session session) {
        ObjectNode root = Json.document("lora", session);
        root.put("output", result.folder().toString());
        root.put("bytes_read", result.bytesRead());
        root.put("bytes_written", result.bytesWritten());
        root.put("seconds", result.took().toNanos() / 1e9);
        root.put("partial", result.partial().orElse(null));
        root.set("all", json(result.all()));
        root.set("whole_error", Json.number(result.wholeError()));
        ArrayNode layers = root.putArray("layers");
        result.byLayer().forEach(group -> layers.add(json(group)));
        ArrayNode matrices = root.putArray("matrices");
        result.matrices().forEach(matrix -> matrices.add(json(matrix)));
        root.set("left_out", leftOut());
        return root;
    }

    /// How much of the vector the adapter holds, and what it does not.
    ObjectNode share() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.set("all", json(result.all()));
        root.set("whole_error", Json.number(result.wholeError()));
        root.set("left_out", leftOut());
        return root;
    }

    private ArrayNode leftOut() {
        ArrayNode leftOut = JsonNodeFactory.instance.arrayNode();
        result.leftOutByReason()
                .forEach(
                        (reason, tensors) -> {
                            ObjectNode node = leftOut.addObject();
                            node.put("reason", reason.label());
                            node.set("share", Json.number(result.share(tensors)));
                            node.set(
                                    "tensors",
                                    Json.texts(tensors.stream().map(LeftOut::tensor).toList()));
                        });
        return leftOut;
    }

    private static ObjectNode json(LoraGroup group) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("label", group.label());
        node.put("modules", group.matrices());
        node.put("lowest_rank", group.lowestRank());
        node.put("highest_rank", group.highestRank());
        node.set("l2_norm", Json.number(group.norm()));
        node.set("energy", Json.number(group.energy()));
        node.set("error", Json.number(group.error()));
        return node;
    }

    private static ObjectNode json(LoraMatrix matrix) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("tensor", matrix.tensor());
        node.put("module", matrix.module());
        node.set("stack", GroupJson.stack(matrix.placement().stack()));
        if (matrix.placement().layer().isPresent()) {
            node.put("layer", matrix.placement().layer().getAsInt());
        } else {
            node.putNull("layer");
        }
        node.put("kind", matrix.placement().kind().id());
        node.set("shape", Json.sizes(matrix.shape().sizes()));
        node.put("rank", matrix.rank());
        node.set("l2_norm", Json.number(matrix.values().norm()));
        node.set("energy", Json.number(matrix.energy()));
        node.set("error", Json.number(matrix.error()));
        node.set("stable_rank", Json.number(matrix.values().stableRank()));
        node.set("effective_rank", Json.number(matrix.values().effectiveRank()));
        ArrayNode values = node.putArray("singular_values");
        for (double value : matrix.values().values()) {
            values.add(value);
        }
        return node;
    }
}
