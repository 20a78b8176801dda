package org.taskvectors.training;

import java.util.List;
import java.util.stream.Collectors;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.file.Failure;

/// A run whose numbers are no longer finite.
///
/// @param step at which that was seen
/// @param what is not finite: `the loss (NaN)`
record Divergence(int step, String what) {
    private static final int MOST_ROWS = 24;

    /// Returns the failure that says it, the learning rate of the step, and the rows that were
    /// read.
    ///
    /// @param rows of the step's texts in the file, from 0; empty where it was no step's
    Failure failure(TrainingSettings settings, List<Integer> rows) {
        String rate = Digits.atMost(4).format(settings.schedule().at(Math.max(0, step - 1)));
        String read =
                rows.isEmpty()
                        ? ""
                        : "; its rows are "
                                + rows.stream()
                                        .limit(MOST_ROWS)
                                        .map(row -> Integer.toString(row + 1))
                                        .collect(Collectors.joining(", "))
                                + (rows.size() > MOST_ROWS ? ", …" : "");
        return Failure.of(
                TrainingProblem.DIVERGED,
                null,
                "at step "
                        + step
                        + " "
                        + what
                        + " is no longer finite, with a learning rate of "
                        + rate
                        + read,
                "Choose a lower learning rate, a longer warm-up or float32, or look at these rows;"
                        + " the checkpoints before are kept");
    }
}
