package org.taskvectors.inference;

import java.util.List;

/// What a model answered.
///
/// @param prompt the prompt's tokens
/// @param steps the answer, token by token
/// @param text the answer's text, without the stop text or end token that ended it
/// @param end why it ended
/// @param secondsToFirst from the call to the first token
/// @param seconds from the call to the last token
public record Answer(
        List<Integer> prompt,
        List<Step> steps,
        String text,
        End end,
        double secondsToFirst,
        double seconds) {
    public Answer {
        prompt = List.copyOf(prompt);
        steps = List.copyOf(steps);
    }

    /// Why an answer ended.
    public enum End {
        /// The model's end token, or a stop text.
        STOP,
        /// The limit on tokens: the answer is cut.
        LIMIT,
        /// The model's context is full: the answer is cut.
        CONTEXT,
        /// A person stopped it.
        CANCELLED
    }

    /// One token of an answer and the distribution that it was chosen from.
    ///
    /// @param token its id
    /// @param text what it adds to the shown text; empty while a character is not whole
    /// @param distribution of the next token before temperature and cuts
    /// @param kept how many of the likeliest tokens were left to sample from; 1 for greedy
    public record Step(int token, String text, Distribution distribution, int kept) {}

    /// A distribution over the vocabulary: its likeliest tokens and sums over all.
    ///
    /// @param top the likeliest tokens, at most 20, in descending order
    /// @param chosen log p of the token that was chosen (natural logarithm)
    /// @param entropy −Σ p log p, in nats
    public record Distribution(List<Choice> top, double chosen, double entropy) {
        public Distribution {
            top = List.copyOf(top);
        }
    }

    /// A token and its log-probability.
    public record Choice(int token, double logProbability) {}
}
