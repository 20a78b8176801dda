package org.taskvectors.evaluation;

import java.util.List;
import org.taskvectors.evaluation.data.Normaliser;

/// How a task is asked, beside its data.
///
/// @param wording names the template and where it comes from: `sst2, the model's own`
/// @param available how many rows the data has
/// @param maxTokens the most tokens of an answer that the model writes
/// @param stops texts that end such an answer
/// @param normaliser makes such an answer and the accepted ones comparable
/// @param normaliserName names it
/// @param window the most tokens of a text that are read at once; 0 for the model's context
/// @param stride how many tokens of a text each further window predicts; 0 for a whole window
public record TaskOptions(
        String wording,
        int available,
        int maxTokens,
        List<String> stops,
        Normaliser normaliser,
        String normaliserName,
        int window,
        int stride) {
    /// Tokens of an answer where no limit is chosen.
    public static final int MAX_TOKENS = 32;

    public TaskOptions {
        stops = List.copyOf(stops);
    }

    /// Returns the usual options: answers end with their line, SQuAD's normaliser, whole windows.
    public static TaskOptions usual(String wording, int available) {
        return new TaskOptions(
                wording, available, MAX_TOKENS, List.of("\n"), Normaliser.squad(), "SQuAD", 0, 0);
    }
}
