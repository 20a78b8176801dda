package org.taskvectors.evaluation;

import java.util.List;

/// What a model said to one batch of questions.
///
/// @param rows in the order of the batch
public record Part(List<Row> rows) {
    public Part {
        rows = List.copyOf(rows);
    }

    /// One row's numbers.
    ///
    /// @param row its index within the task
    /// @param logLikelihoods of its choices, or one of its text; −∞ and NaN where a model's numbers
    ///   left the range of float32
    /// @param divergence the mean of KL(base ‖ edited) over its measured places, in nats; NaN where
    ///   it was not measured
    /// @param text what the model wrote; empty where it chose or read
    /// @param isRight whether the text that it wrote is right
    public record Row(
            int row, List<Double> logLikelihoods, double divergence, String text, boolean isRight) {
        public Row {
            logLikelihoods = List.copyOf(logLikelihoods);
        }
    }
}
