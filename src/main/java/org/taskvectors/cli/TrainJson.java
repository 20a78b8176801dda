package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.training.CurveJson;
import org.taskvectors.training.KeptCheckpoint;
import org.taskvectors.training.TrainingCurve;
import org.taskvectors.training.TrainingEstimate;
import org.taskvectors.training.TrainingJson;
import org.taskvectors.training.TrainingRequest;
import org.taskvectors.training.TrainingResult;
import org.taskvectors.training.data.ShownRow;

/// The documents of trainings.
///
/// @param session that makes them
record TrainJson(Session session) {
    /// Returns what a run would be.
    ObjectNode of(TrainPlan plan) {
        ObjectNode root = head(plan.request(), true);
        root.set("facts", TrainingJson.facts(plan.facts()));
        root.set("estimate", estimate(plan.estimate()));
        ArrayNode rows = root.putArray("rows");
        plan.rows().forEach(row -> rows.add(row(row)));
        return root;
    }

    /// Returns what came of a run.
    ///
    /// @param device on which it ended
    ObjectNode of(TrainingRequest request, TrainingResult result, String device) {
        ObjectNode root = head(request, false);
        TrainOutcome outcome = TrainOutcome.of(result);
        root.put("output", result.folder().toString());
        root.put("device", device);
        root.set("facts", TrainingJson.facts(result.data()));
        root.put("step", result.step());
        root.put("stopped", result.isStopped());
        root.set("base_held_out", heldOut(outcome.base()));
        root.set("best_held_out", heldOut(outcome.best()));
        root.set("last_held_out", heldOut(outcome.last()));
        root.set("loss", Json.number(outcome.loss()));
        root.set("norm", Json.number(outcome.norm()));
        root.set("cosine", Json.number(outcome.cosine()));
        ArrayNode checkpoints = root.putArray("checkpoints");
        for (KeptCheckpoint one : result.checkpoints()) {
            checkpoints.add(CurveJson.of(one, request.folder()).put("best", one.isBest()));
        }
        root.put("bytes", result.bytes());
        root.put("seconds", result.duration().toMillis() / 1e3);
        root.set("tokens_per_second", Json.number(outcome.tokensPerSecond()));
        root.set("notes", Json.texts(result.notes()));
        return root;
    }

    private ObjectNode head(TrainingRequest request, boolean isDry) {
        ObjectNode root = Json.document("train", session);
        root.put("dry_run", isDry);
        root.put("name", request.name());
        root.put("base", request.base().path().toString());
        root.set(
                "compared",
                Json.text(request.compared().map(one -> one.path()).map(Path::toString)));
        root.set("settings", TrainingJson.settings(request.settings()));
        return root;
    }

    private static ObjectNode estimate(TrainingEstimate estimate) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("trained", estimate.trained());
        node.put("parameters", estimate.parameters());
        node.put("weight_bytes", estimate.weightBytes());
        node.put("state_bytes", estimate.stateBytes());
        node.put("activation_bytes", estimate.activationBytes());
        node.put("library_bytes", estimate.libraryBytes());
        node.put("available_bytes", estimate.available());
        node.put("fits", estimate.fits());
        node.set("seconds_per_step", Json.number(estimate.secondsPerStep()));
        node.put("checkpoint_bytes", estimate.checkpointBytes());
        return node;
    }

    private static ObjectNode row(ShownRow row) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("line", row.line());
        node.put("answer", row.answer());
        ArrayNode pieces = node.putArray("pieces");
        row.pieces()
                .forEach(
                        piece ->
                                pieces.addObject()
                                        .put("text", piece.text())
                                        .put("kind", piece.kind().name().toLowerCase(Locale.ROOT)));
        node.put("tokens", row.tokens());
        node.put("answer_tokens", row.answerTokens());
        node.put("why", row.why());
        return node;
    }

    private static JsonNode heldOut(Optional<TrainingCurve.HeldOut> seen) {
        if (seen.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("step", seen.get().step());
        node.set("loss", Json.number(seen.get().loss()));
        node.set("accuracy", accuracy(seen.get().accuracy()));
        return node;
    }

    private static JsonNode accuracy(Optional<Proportion> right) {
        if (right.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("hits", right.get().hits());
        node.put("rows", right.get().rows());
        node.set("share", Json.number(right.get().share()));
        node.set("low", Json.number(right.get().low()));
        node.set("high", Json.number(right.get().high()));
        return node;
    }
}
