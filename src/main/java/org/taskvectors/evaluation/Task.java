package org.taskvectors.evaluation;

import java.util.List;

/// A task and its rows: with the [Scores] of a model, all that numbers are computed from.
///
/// @param facts what it is
/// @param rows in the order of the data
public record Task(TaskFacts facts, List<TaskRow> rows) {
    public Task {
        rows = List.copyOf(rows);
    }

    /// Returns an empty place for a model's answers.
    public Scores blank() {
        return new Scores(rows.stream().map(TaskRow::numbers).toList());
    }
}
