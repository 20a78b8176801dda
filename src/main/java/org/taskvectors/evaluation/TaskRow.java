package org.taskvectors.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row of a task as results keep it.
///
/// @param row its number in the data set, from 0
/// @param values its fields by name, as they stand in the data
/// @param choices the answers among which the model chose; empty where it wrote or read
/// @param truth the index of the right one; −1 where there are no choices
/// @param targets the free texts that count as right; empty where the model chose or read
/// @param predicted how many tokens of a text are predicted; 0 where there is an answer
/// @param measured at how many places the divergence from the base is measured
public record TaskRow(
        int row,
        Map<String, String> values,
        List<String> choices,
        int truth,
        List<String> targets,
        int predicted,
        int measured) {
    public TaskRow {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        choices = List.copyOf(choices);
        targets = List.copyOf(targets);
    }

    /// Returns its words in one line, for lists.
    public String shown() {
        return String.join(" · ", values.values()).strip();
    }

    /// Returns how many log-likelihoods it has.
    int numbers() {
        return predicted > 0 ? 1 : choices.size();
    }
}
