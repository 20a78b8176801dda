package org.taskvectors.ui.evaluate;

import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.evaluation.TaskResult;

/// What the curves show.
public enum Measure {
    ACCURACY("accuracy", Quantity.pure("accuracy", "", Digits.decimals(3))),
    LOG_LIKELIHOOD(
            "log-lik.",
            new Quantity("log-likelihood of the right answer", "", "nats", Digits.decimals(3))),
    DIVERGENCE("KL", new Quantity("KL(base ‖ edited)", "", "nats", Digits.significant(3)));

    private final String word;
    private final Quantity quantity;

    Measure(String word, Quantity quantity) {
        this.word = word;
        this.quantity = quantity;
    }

    /// Returns its word in the segment.
    public String word() {
        return word;
    }

    public Quantity quantity() {
        return quantity;
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
    double of(TaskResult result) {
        return switch (this) {
            case ACCURACY -> result.right().share();
            case LOG_LIKELIHOOD -> result.logLikelihood();
            case DIVERGENCE -> result.divergence();
        };
    }
}
