package org.taskvectors.figure.study;

import org.taskvectors.evaluation.Comparison;
import org.taskvectors.evaluation.TaskRow;

/// An example whose answer the vectors changed.
///
/// @param row the example
/// @param text its words in one line
/// @param truth the right answer
/// @param change what became of its answer
/// @param baseAnswer the base's answer in words; a dash where it is not defined
/// @param editedAnswer the edited model's
public record ChangedRow(
        TaskRow row,
        String text,
        String truth,
        Comparison.Change change,
        String baseAnswer,
        String editedAnswer) {}
