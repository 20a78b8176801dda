package org.taskvectors.evaluation.data;

import java.util.List;

/// One row of a dry run: what a model would be asked, without a model.
///
/// @param row its position in the table, from 0
/// @param line of the file on which it begins, from 1
/// @param prompt as the template words it, or the text whose perplexity is measured; empty where
///   the row is left out
/// @param answers the labels' words or the row's choices, as they follow the prompt; for
///   [Kind#GENERATION] the accepted answers; empty for [Kind#TEXT]
/// @param truth the position of the right one among `answers`; −1 where any is right, or none is
///   asked for
/// @param leftOut why the row is no example; empty where it is one
public record DryRow(
        int row, int line, String prompt, List<String> answers, int truth, String leftOut) {
    public DryRow {
        answers = List.copyOf(answers);
    }
}
