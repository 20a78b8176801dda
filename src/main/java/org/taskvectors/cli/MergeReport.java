package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.BaseMatch;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.method.Need;
import org.taskvectors.merge.method.Paper;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.saving.SaveResult;

/// What `merge` says of a plan and of a model that it saved.
///
/// @param head what it says of either first
record MergeReport(MergeHead head, Session session) {
    /// Prints a plan.
    ///
    /// @param recipe the recipe that it was asked with; empty if by options
    void plan(MergePlan plan, MergeRequest request, Optional<RecipeMerge> recipe, boolean isJson) {
        if (isJson) {
            Json.print(json(plan), session.out());
            return;
        }
        line(head.sentence());
        request.method().paper().map(Paper::line).ifPresent(this::line);
        recipe.ifPresent(read -> session.out().print(read.plan().table().text()));
        line("ingredients: " + Shown.whole(String.join(", ", plan.ingredients())));
        for (Parameter parameter : request.method().parameters()) {
            line("  " + parameter.name() + ": " + parameter.meaning());
        }
        line(
                "merges "
                        + Amounts.counted(plan.mergedWeights(), "weight")
                        + " in "
                        + Amounts.counted(plan.merged(), "tensor"));
        line(
                plan.needs().isEmpty()
                        ? "measures nothing first"
                        : "measures first: " + String.join(", ", needs(plan)));
        line(
                "would write "
                        + Amounts.counted(plan.weights(), "weight")
                        + " in "
                        + Amounts.counted(plan.tensors(), "tensor")
                        + ", "
                        + Amounts.bytes(plan.bytes()));
        String peers = request.method().peers();
        if (!peers.isEmpty()) {
            line("elsewhere: " + peers);
        }
        noted(plan.notes()).forEach(note -> line("note: " + note));
    }

    /// Returns what the recipe's notes say, then others.
    private List<String> noted(List<String> others) {
        return Stream.concat(head.notes().stream(), others.stream()).toList();
    }

    /// Prints a result.
    void result(ApplyResult result, boolean isJson) {
        if (isJson) {
            Json.print(json(result), session.out());
            return;
        }
        SaveResult saved = result.saved();
        line(head.sentence());
        session.out()
                .printf(
                        Locale.ROOT,
                        "%s: %s in %s, %s of weights in %s, in %s%n",
                        Shown.of(saved.path()),
                        Amounts.counted(saved.weights(), "weight"),
                        Amounts.counted(saved.tensors(), "tensor"),
                        Amounts.bytes(saved.bytesWritten()),
                        Amounts.counted(saved.shards().size(), "file"),
                        Amounts.duration(saved.took().toNanos() / 1e9));
        result.adapter().ifPresent(adapter -> new LoraReport(adapter).table(session.out()));
        if (!saved.companions().isEmpty()) {
            line("carried along: " + Shown.whole(String.join(", ", saved.companions())));
        }
        result.bases().stream()
                .filter(match -> match.kind() == BaseMatch.Kind.SAME)
                .forEach(match -> line("base: " + match.sentence()));
        noted(saved.notes()).forEach(note -> line("note: " + note));
    }

    private void line(String text) {
        session.out().println(text);
    }

    private static List<String> needs(MergePlan plan) {
        return plan.needs().stream().sorted().map(Need::words).toList();
    }

    private ObjectNode document() {
        ObjectNode root = Json.document("merge", session);
        head.into(root);
        return root;
    }

    private ObjectNode json(MergePlan plan) {
        ObjectNode root = document();
        ObjectNode node = root.putObject("plan");
        node.set("ingredients", Json.texts(plan.ingredients()));
        node.set(
                "needs",
                Json.texts(
                        plan.needs().stream()
                                .sorted()
                                .map(need -> need.name().toLowerCase(Locale.ROOT))
                                .toList()));
        node.put("merged_tensors", plan.merged());
        node.put("merged_weights", plan.mergedWeights());
        node.put("tensors", plan.tensors());
        node.put("weights", plan.weights());
        node.put("bytes", plan.bytes());
        root.set("saved", NullNode.instance);
        root.set("adapter", NullNode.instance);
        root.set("bases", Json.texts(List.of()));
        root.set("notes", Json.texts(noted(plan.notes())));
        return root;
    }

    private ObjectNode json(ApplyResult result) {
        SaveResult saved = result.saved();
        ObjectNode root = document();
        root.set("plan", NullNode.instance);
        ObjectNode node = root.putObject("saved");
        node.put("output", saved.path().toString());
        node.set("files", Json.texts(saved.shards()));
        node.set("companions", Json.texts(saved.companions()));
        node.put("tensors", saved.tensors());
        node.put("weights", saved.weights());
        node.put("bytes_written", saved.bytesWritten());
        node.put("seconds", saved.took().toNanos() / 1e9);
        root.set(
                "adapter",
                result.adapter()
                        .<JsonNode>map(adapter -> new LoraReport(adapter).share())
                        .orElse(NullNode.instance));
        ArrayNode bases = root.putArray("bases");
        for (BaseMatch match : result.bases()) {
            ObjectNode one = bases.addObject();
            one.put("vector", match.vector());
            one.put("match", match.kind().name().toLowerCase(Locale.ROOT));
            one.put("recorded_name", match.recorded().map(known -> known.name()).orElse(null));
        }
        root.set("notes", Json.texts(noted(saved.notes())));
        return root;
    }
}
