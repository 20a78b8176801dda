package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.evaluation.TaskResult;

/// The numbers of base and edited model on one task, as rows of a table.
///
/// @param name of the task
/// @param base its numbers
/// @param edited its numbers
public record NumberRows(String name, TaskResult base, TaskResult edited) {
    private static final Digits THREE = Digits.decimals(3);

    StudyTable table() {
        List<StudyTable.Row> rows = new ArrayList<>();
        boolean isText = edited.predicted() > 0;
        if (isText) {
            add(
                    rows,
                    "perplexity",
                    TaskResult::perplexity,
                    Digits.significant(4),
                    "exp(−mean log p) over "
                            + Amounts.counted(edited.predicted(), "predicted token"));
        } else {
            shares(rows);
        }
        if (Double.isFinite(base.logLikelihood()) || Double.isFinite(edited.logLikelihood())) {
            add(
                    rows,
                    isText ? "log-lik. per token" : "log-likelihood",
                    TaskResult::logLikelihood,
                    THREE,
                    isText
                            ? "mean log p of the predicted tokens, natural logarithm"
                            : "mean over the rows of the right answer's Σ log p of its tokens,"
                                    + " natural logarithm");
        }
        if (edited.places() > 0) {
            rows.add(
                    new StudyTable.Row(
                            List.of("KL over " + Amounts.counted(edited.places(), "place")),
                            List.of("0", Digits.significant(3).format(edited.divergence())),
                            List.of("0", Csv.number(edited.divergence())),
                            "mean of KL(base ‖ edited) in nats, at the first places that are"
                                    + " predicted, as many as their logits have room"));
        }
        if (base.undefined() + edited.undefined() > 0) {
            add(
                    rows,
                    "undefined rows",
                    TaskResult::undefined,
                    Digits.decimals(0),
                    "rows in which the model's numbers left the range of float32; they count as"
                            + " wrong");
        }
        return new StudyTable("numbers", List.of(name), List.of("base", "edited"), rows);
    }

    private void shares(List<StudyTable.Row> rows) {
        add(
                rows,
                "accuracy",
                result -> result.right().share(),
                THREE,
                "the share of right answers, of " + edited.right().rows());
        rows.add(
                new StudyTable.Row(
                        List.of("Wilson, 95 %"),
                        List.of(interval(base.right()), interval(edited.right())),
                        List.of(exact(base.right()), exact(edited.right())),
                        "the interval that holds the accuracy on all such rows in 95 of 100"
                                + " cases"));
        for (int i = 0; i < edited.classes().size(); i++) {
            int label = i;
            add(
                    rows,
                    edited.task().classes().get(i) + " right",
                    result -> result.classes().get(label).share(),
                    THREE,
                    "the share of right answers among the "
                            + edited.classes().get(i).rows()
                            + " rows of this label");
        }
        if (edited.calibration().bins().stream().anyMatch(bin -> bin.right().rows() > 0)) {
            add(
                    rows,
                    "calibration error",
                    result -> result.calibration().error(),
                    THREE,
                    "expected calibration error over ten bins of the answer's probability");
        }
    }

    private void add(
            List<StudyTable.Row> rows,
            String name,
            ToDoubleFunction<TaskResult> number,
            Digits digits,
            String explanation) {
        double before = number.applyAsDouble(base);
        double after = number.applyAsDouble(edited);
        rows.add(
                new StudyTable.Row(
                        List.of(name),
                        List.of(digits.format(before), digits.format(after)),
                        List.of(Csv.number(before), Csv.number(after)),
                        explanation));
    }

    private static String interval(Proportion share) {
        return share.rows() == 0
                ? Digits.DASH
                : THREE.format(share.low()) + " – " + THREE.format(share.high());
    }

    private static String exact(Proportion share) {
        return share.rows() == 0 ? "" : share.low() + " – " + share.high();
    }
}
