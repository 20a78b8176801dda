package org.taskvectors.inference;

import java.util.List;

/// How the next token is chosen, and when an answer ends. Temperature 0 is greedy: the token with
/// the highest logit after the repetition penalty, the lowest id among equals.
///
/// @param temperature what logits are divided by; 0 for greedy
/// @param topK how many of the likeliest tokens are kept; 0 for all
/// @param topP the least share of probability that the likeliest tokens kept make up; 1 for all
/// @param minP the least probability kept, as a share of the highest; 0 for all
/// @param repetitionPenalty what positive logits of tokens in the text are divided by, and negative
///   ones multiplied by; 1 for none
/// @param seed of the random numbers: the same seed gives the same text
/// @param maxTokens the most tokens of an answer
/// @param stops texts that end an answer; they are no part of it
/// @param stopAtEnd whether the model's own end tokens end an answer
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        long seed,
        int maxTokens,
        List<String> stops,
        boolean stopAtEnd) {
    public Sampling {
        stops = List.copyOf(stops);
    }

    /// Returns greedy decoding of at most so many tokens.
    public static Sampling greedy(int maxTokens) {
        return new Sampling(0, 0, 1, 0, 1, 0, maxTokens, List.of(), true);
    }
}
