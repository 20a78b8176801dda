package org.taskvectors.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row of a data set as a model is asked.
///
/// @param row its number in the data set, from 0
/// @param values its fields by name, as they stand in the data
/// @param prompt the text that stands before an answer; the whole text where no answer is asked
/// @param choices the answers among which the model chooses, as they follow the prompt: ` positive`
/// @param truth the index of the right one; −1 where the answer is free text
/// @param targets the free texts that count as right; empty where the model chooses
public record Query(
        int row,
        Map<String, String> values,
        String prompt,
        List<String> choices,
        int truth,
        List<String> targets) {
    public Query {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        choices = List.copyOf(choices);
        targets = List.copyOf(targets);
    }

    /// Returns the row as results keep it.
    ///
    /// @param predicted how many tokens of a text are predicted in it; 0 where there is an answer
    /// @param measured at how many places its divergence from the base is measured
    TaskRow kept(int predicted, int measured) {
        return new TaskRow(row, values, choices, truth, targets, predicted, measured);
    }
}
