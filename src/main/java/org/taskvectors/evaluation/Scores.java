package org.taskvectors.evaluation;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// What a model said to the questions of one task, row by row, as far as they were asked. A number
/// that is not known is NaN.
public final class Scores {
    private final double[][] logLikelihoods;
    private final double[] divergences;
    private final String[] texts;
    private final BitSet right = new BitSet();
    private final BitSet known = new BitSet();

    /// @param choices for each row how many log-likelihoods it has: one for each of its choices, or
    ///   one for its text
    Scores(List<Integer> choices) {
        logLikelihoods = new double[choices.size()][];
        for (int row = 0; row < choices.size(); row++) {
            logLikelihoods[row] = new double[choices.get(row)];
            Arrays.fill(logLikelihoods[row], Double.NaN);
        }
        divergences = new double[choices.size()];
        Arrays.fill(divergences, Double.NaN);
        texts = new String[choices.size()];
        Arrays.fill(texts, "");
    }

    /// Returns the answers to all batches of a task.
    public static Scores of(Task task, Iterable<Part> parts) {
        Scores scores = task.blank();
        parts.forEach(scores::add);
        return scores;
    }

    /// Takes over what a model said to one batch.
    void add(Part part) {
        for (Part.Row row : part.rows()) {
            double[] to = logLikelihoods[row.row()];
            for (int i = 0; i < to.length; i++) {
                to[i] = row.logLikelihoods().get(i);
            }
            divergences[row.row()] = row.divergence();
            texts[row.row()] = row.text();
            right.set(row.row(), row.isRight());
            known.set(row.row());
        }
    }

    /// Returns how many rows the task has.
    public int rows() {
        return logLikelihoods.length;
    }

    /// Returns how many log-likelihoods a row has.
    public int choices(int row) {
        return logLikelihoods[row].length;
    }

    /// Returns Σ log p over the tokens of a row's choice, natural logarithm; NaN where the model's
    /// numbers left the range of float32.
    public double logLikelihood(int row, int choice) {
        return logLikelihoods[row][choice];
    }

    /// Returns the mean of KL(base ‖ edited) over a row's measured places, in nats; NaN where it
    /// was not measured.
    public double divergence(int row) {
        return divergences[row];
    }

    /// Returns the text that the model wrote; empty where it chose among answers.
    public String text(int row) {
        return texts[row];
    }

    /// Whether the text that the model wrote is right.
    public boolean isTextRight(int row) {
        return right.get(row);
    }

    /// Whether every row was asked.
    public boolean isWhole() {
        return known.cardinality() == rows();
    }

    /// Whether a row was asked.
    public boolean isKnown(int row) {
        return known.get(row);
    }
}
