package org.taskvectors.evaluation;

import org.taskvectors.inference.LabelScores;

/// What a model's scores mean, row by row: which choice is its answer, and how sure it is.
public final class Answers {
    private final Task task;
    private final Scores scores;
    private final Scoring scoring;

    public Answers(Task task, Scores scores, Scoring scoring) {
        this.task = task;
        this.scores = scores;
        this.scoring = scoring;
    }

    /// Whether a row was asked and its answer is defined: the model's numbers stayed in the range
    /// of float32.
    public boolean isDefined(int row) {
        if (!scores.isKnown(row)) {
            return false;
        }
        for (int choice = 0; choice < scores.choices(row); choice++) {
            if (Double.isNaN(scores.logLikelihood(row, choice))) {
                return false;
            }
        }
        return true;
    }

    /// Returns the answer: the choice with the highest value, the first among equals; −1 where
    /// there is none.
    public int answer(int row) {
        if (!isDefined(row) || task.rows().get(row).choices().isEmpty()) {
            return -1;
        }
        int best = 0;
        for (int choice = 1; choice < scores.choices(row); choice++) {
            best = value(row, choice) > value(row, best) ? choice : best;
        }
        return best;
    }

    /// Whether the answer is right; an answer that is not defined is wrong.
    public boolean isRight(int row) {
        TaskRow asked = task.rows().get(row);
        return asked.choices().isEmpty()
                ? scores.isTextRight(row)
                : asked.truth() >= 0 && answer(row) == asked.truth();
    }

    /// Returns the probability of a choice among the choices of its row: exp(value) as a share; NaN
    /// where the answer is not defined.
    public double probability(int row, int choice) {
        int best = answer(row);
        if (best < 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int i = 0; i < scores.choices(row); i++) {
            sum += Math.exp(value(row, i) - value(row, best));
        }
        return Math.exp(value(row, choice) - value(row, best)) / sum;
    }

    /// Returns what choices are compared by.
    private double value(int row, int choice) {
        double sum = scores.logLikelihood(row, choice);
        return switch (scoring) {
            case LOG_LIKELIHOOD -> sum;
            case PER_BYTE -> sum / LabelScores.bytes(task.rows().get(row).choices().get(choice));
        };
    }
}
