package org.taskvectors.figure.study;

import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.evaluation.TaskResult;

/// What the curves show.
public enum Measure {
    ACCURACY("accuracy"),
    LOG_LIKELIHOOD("log-lik."),
    DIVERGENCE("KL");

    private final String word;

    Measure(String word) {
        this.word = word;
    }

    /// Returns its word in the segment.
    public String word() {
        return word;
    }

    /// Returns what its numbers are.
    public Quantity quantity() {
        return switch (this) {
            case ACCURACY -> Quantity.pure("accuracy", "", Digits.decimals(3));
            case LOG_LIKELIHOOD ->
                    new Quantity(
                            "log-likelihood of the right answer", "", "nats", Digits.decimals(3));
            case DIVERGENCE -> new Quantity("KL(base ‖ edited)", "", "nats", Digits.significant(3));
        };
    }

    /// Returns the heading of a figure of it.
    String heading() {
        return switch (this) {
            case ACCURACY -> "Accuracy";
            case LOG_LIKELIHOOD -> "Log-likelihood";
            case DIVERGENCE -> "KL to the base";
        };
    }

    /// Returns its number; NaN where there is none.
    public double of(TaskResult result) {
        return switch (this) {
            case ACCURACY -> result.right().share();
            case LOG_LIKELIHOOD -> result.logLikelihood();
            case DIVERGENCE -> result.divergence();
        };
    }
}
