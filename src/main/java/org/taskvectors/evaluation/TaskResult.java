package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.taskvectors.evaluation.data.Kind;

/// The numbers of one model on one task, over the rows that were asked.
///
/// @param task the task
/// @param right how many answers are right; of no rows for a text
/// @param classes for each label how many of its rows are right; empty without labels
/// @param confusion for each label (row) how often each label was the answer (column); empty
///   without labels
/// @param calibration of the answers' probabilities; all bins empty without choices
/// @param logLikelihood the mean over rows of the right choice's log-likelihood, in nats; for a
///   text the mean over its predicted tokens; NaN where there is none
/// @param divergence the mean of KL(base ‖ edited) over `places`, in nats; NaN without places
/// @param places at how many places the divergence was measured
/// @param undefined in how many rows the model's numbers left the range of float32
/// @param predicted how many tokens of a text were predicted
/// @param mostFrequent the share of the most frequent label among the rows; NaN without labels
public record TaskResult(
        TaskFacts task,
        Proportion right,
        List<Proportion> classes,
        List<List<Integer>> confusion,
        Calibration calibration,
        double logLikelihood,
        double divergence,
        int places,
        int undefined,
        int predicted,
        double mostFrequent) {
    public TaskResult {
        classes = List.copyOf(classes);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /// Returns the numbers of all rows that were asked.
    public static TaskResult of(Task task, Scores scores, Scoring scoring) {
        return of(task, scores, scoring, _ -> true);
    }

    /// Returns the numbers of some rows.
    ///
    /// @param counts whether a row counts, by its index within the task
    public static TaskResult of(Task task, Scores scores, Scoring scoring, IntPredicate counts) {
        List<Integer> rows =
                IntStream.range(0, scores.rows())
                        .filter(row -> scores.isKnown(row) && counts.test(row))
                        .boxed()
                        .toList();
        return new Counting(task, scores, new Answers(task, scores, scoring), rows).result();
    }

    /// Returns exp(−mean log p) over a text's predicted tokens; NaN where no text was read.
    public double perplexity() {
        return predicted == 0 ? Double.NaN : Math.exp(-logLikelihood);
    }

    /// Returns the expected accuracy of guessing among the labels; NaN without labels.
    public double chance() {
        return classes.isEmpty() ? Double.NaN : 1.0 / classes.size();
    }

    private record Counting(Task task, Scores scores, Answers answers, List<Integer> rows) {
        TaskResult result() {
            boolean isText = task.facts().kind() == Kind.TEXT;
            int labels = task.facts().kind() == Kind.LABELS ? task.facts().classes().size() : 0;
            int hits = isText ? 0 : (int) rows.stream().filter(answers::isRight).count();
            List<List<Integer>> confusion = confusion(labels);
            int places = rows.stream().mapToInt(this::places).sum();
            int predicted = rows.stream().mapToInt(row -> row(row).predicted()).sum();
            return new TaskResult(
                    task.facts(),
                    new Proportion(hits, isText ? 0 : rows.size()),
                    classes(labels, confusion),
                    confusion,
                    Calibration.of(answers, rows),
                    isText ? logLikelihoodOfText(predicted) : logLikelihoodOfTruth(),
                    divergence(places),
                    places,
                    (int) rows.stream().filter(row -> !answers.isDefined(row)).count(),
                    predicted,
                    mostFrequent(labels));
        }

        private TaskRow row(int index) {
            return task.rows().get(index);
        }

        private List<List<Integer>> confusion(int labels) {
            int[][] counts = new int[labels][labels];
            for (int index : rows) {
                int answer = answers.answer(index);
                if (labels > 0 && answer >= 0) {
                    counts[row(index).truth()][answer]++;
                }
            }
            List<List<Integer>> confusion = new ArrayList<>();
            for (int[] of : counts) {
                confusion.add(IntStream.of(of).boxed().toList());
            }
            return confusion;
        }

        private List<Proportion> classes(int labels, List<List<Integer>> confusion) {
            List<Proportion> classes = new ArrayList<>();
            for (int label = 0; label < labels; label++) {
                classes.add(new Proportion(confusion.get(label).get(label), count(label)));
            }
            return classes;
        }

        private int count(int label) {
            return (int) rows.stream().filter(index -> row(index).truth() == label).count();
        }

        private double mostFrequent(int labels) {
            return labels == 0 || rows.isEmpty()
                    ? Double.NaN
                    : (double) IntStream.range(0, labels).map(this::count).max().orElse(0)
                            / rows.size();
        }

        private double logLikelihoodOfTruth() {
            return rows.stream()
                    .filter(index -> row(index).truth() >= 0)
                    .mapToDouble(index -> scores.logLikelihood(index, row(index).truth()))
                    .average()
                    .orElse(Double.NaN);
        }

        private double logLikelihoodOfText(int predicted) {
            return predicted == 0
                    ? Double.NaN
                    : rows.stream().mapToDouble(index -> scores.logLikelihood(index, 0)).sum()
                            / predicted;
        }

        private int places(int index) {
            return Double.isNaN(scores.divergence(index)) ? 0 : row(index).measured();
        }

        private double divergence(int places) {
            return places == 0
                    ? Double.NaN
                    : rows.stream()
                                    .filter(index -> places(index) > 0)
                                    .mapToDouble(index -> scores.divergence(index) * places(index))
                                    .sum()
                            / places;
        }
    }
}
