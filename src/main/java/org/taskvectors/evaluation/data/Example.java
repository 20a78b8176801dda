package org.taskvectors.evaluation.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row as a question with its answer.
///
/// @param row its position in the table, from 0
/// @param line of the file on which it begins, from 1
/// @param values of the template's fields
/// @param choices for [Kind#CHOICES] the texts as they follow the prompt, a blank before each where
///   the prompt ends without one; else empty
/// @param truth the position of the right answer among the template's labels or `choices`; −1 for
///   the kinds that have neither
/// @param targets for [Kind#GENERATION] the accepted answers, at least one; else empty
public record Example(
        int row,
        int line,
        Map<String, String> values,
        List<String> choices,
        int truth,
        List<String> targets) {
    public Example {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        choices = List.copyOf(choices);
        targets = List.copyOf(targets);
    }
}
