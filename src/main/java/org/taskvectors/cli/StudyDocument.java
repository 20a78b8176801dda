package org.taskvectors.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.taskvectors.evaluation.Answers;
import org.taskvectors.evaluation.Calibration;
import org.taskvectors.evaluation.Comparison;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.evaluation.Scores;
import org.taskvectors.evaluation.Scoring;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.Task;
import org.taskvectors.evaluation.TaskFacts;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.evaluation.TaskRow;
import org.taskvectors.inference.LiveFacts;

/// What the documents of `evaluate` and `sweep` have in common.
final class StudyDocument {
    private StudyDocument() {}

    static ObjectNode model(LiveFacts facts, Study study) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", facts.name());
        node.put("architecture", facts.architecture().name());
        node.put("dtype", facts.dtype());
        node.put("weights", facts.parameters());
        node.put("fingerprint", study.facts().base().fingerprint());
        return node;
    }

    static ObjectNode task(TaskFacts facts) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", facts.name());
        node.put("file", facts.file());
        node.put("fingerprint", facts.fingerprint());
        node.put("kind", facts.kind().name().toLowerCase(Locale.ROOT));
        node.put("words", facts.wording());
        node.set("classes", Json.texts(facts.classes()));
        node.put("rows", facts.rows());
        node.put("available", facts.available());
        node.set("notes", Json.texts(facts.notes()));
        return node;
    }

    static String scoring(Scoring scoring) {
        return switch (scoring) {
            case LOG_LIKELIHOOD -> "log-likelihood";
            case PER_BYTE -> "per-byte";
        };
    }

    /// Writes one model's numbers on one task.
    static void result(TaskResult result, ObjectNode node) {
        node.set("accuracy", Json.number(result.right().share()));
        node.set("interval", interval(result.right()));
        node.put("right", result.right().hits());
        node.put("rows", result.right().rows());
        ArrayNode classes = node.putArray("per_class");
        for (int i = 0; i < result.classes().size(); i++) {
            Proportion one = result.classes().get(i);
            classes.addObject()
                    .put("class", result.task().classes().get(i))
                    .put("rows", one.rows())
                    .put("right", one.hits())
                    .set("accuracy", Json.number(one.share()));
        }
        ArrayNode confusion = node.putArray("confusion");
        for (List<Integer> row : result.confusion()) {
            ArrayNode counts = confusion.addArray();
            row.forEach(counts::add);
        }
        node.set("calibration_error", Json.number(result.calibration().error()));
        ArrayNode bins = node.putArray("calibration");
        result.calibration().bins().forEach(bin -> bins.add(bin(bin)));
        node.set("log_likelihood", Json.number(result.logLikelihood()));
        node.set("perplexity", Json.number(result.perplexity()));
        node.put("predicted_tokens", result.predicted());
        node.set("kl", Json.number(result.divergence()));
        node.put("kl_places", result.places());
        node.put("undefined", result.undefined());
    }

    private static ObjectNode bin(Calibration.Bin bin) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("from", bin.low());
        node.put("to", bin.high());
        node.put("rows", bin.right().rows());
        node.set("confidence", Json.number(bin.confidence()));
        node.set("accuracy", Json.number(bin.right().share()));
        return node;
    }

    private static ArrayNode interval(Proportion proportion) {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        node.add(Json.number(proportion.low()));
        node.add(Json.number(proportion.high()));
        return node;
    }

    static ObjectNode comparison(Comparison comparison) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("gained", comparison.gained());
        node.put("lost", comparison.lost());
        node.put("other", comparison.changes().size() - comparison.gained() - comparison.lost());
        node.put("mcnemar_p", comparison.mcNemar());
        return node;
    }

    /// Returns every row with its log-likelihoods.
    ///
    /// @param asked what the evaluated model said
    static ArrayNode items(Study study, int task, PointResult asked) {
        Task rows = study.tasks().get(task);
        Scores scores = asked.scores().get(task);
        Answers answers = new Answers(rows, scores, study.facts().scoring());
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < rows.rows().size(); i++) {
            TaskRow row = rows.rows().get(i);
            ObjectNode node = items.addObject();
            node.put("row", row.row());
            node.put("truth", row.truth());
            node.put("answer", answers.answer(i));
            node.put("right", answers.isRight(i));
            ArrayNode numbers = node.putArray("log_likelihoods");
            for (int choice = 0; choice < scores.choices(i); choice++) {
                numbers.add(Json.number(scores.logLikelihood(i, choice)));
            }
            if (!scores.text(i).isEmpty()) {
                node.put("text", scores.text(i));
            }
        }
        return items;
    }
}
