package org.taskvectors.inference;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.taskvectors.file.Failure;

/// Prompts within a model's context.
public final class Prompts {
    private Prompts() {}

    /// A prompt that fits.
    ///
    /// @param tokens what is read
    /// @param leftOut how many of its tokens were left out; 0 for none
    public record Fitted(List<Integer> tokens, int leftOut) {
        public Fitted {
            tokens = List.copyOf(tokens);
        }

        /// Returns what a person should know of it, a sentence; empty if it is whole.
        public String note() {
            return leftOut == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            "the prompt is longer than the context: %,d tokens at its beginning"
                                    + " were left out",
                            leftOut);
        }
    }

    /// Returns the prompt as it fits into a context together with at least one token of an answer.
    /// A prompt that has to be cut leaves room for the whole answer, or for a quarter of the
    /// context where the answer may be longer.
    ///
    /// @param prefix what stands before every text ([org.taskvectors.tokenizer.Tokenizer#prefix])
    ///   and is kept where the prompt begins with it
    /// @param maxTokens the most tokens of the answer
    /// @throws Failure [GenerationProblem#PROMPT_TOO_LONG] if it does not fit and is to be refused
    public static Fitted fit(
            List<Integer> prompt, List<Integer> prefix, int context, int maxTokens, Cut cut)
            throws Failure {
        if (prompt.size() < context) {
            return new Fitted(prompt, 0);
        }
        boolean begins =
                prompt.size() >= prefix.size() && prompt.subList(0, prefix.size()).equals(prefix);
        List<Integer> head = begins ? prefix : List.of();
        int room = context - Math.clamp(maxTokens, 1, Math.max(1, context / 4));
        int tail = room - head.size();
        if (cut == Cut.REFUSE || tail < 1) {
            throw Failure.of(
                    GenerationProblem.PROMPT_TOO_LONG,
                    null,
                    String.format(
                            Locale.ROOT,
                            "the prompt has %,d tokens, the context %,d, and an answer needs room"
                                    + " for at least one",
                            prompt.size(),
                            context),
                    "Shorten the prompt, or have its beginning cut off");
        }
        List<Integer> end = prompt.subList(prompt.size() - tail, prompt.size());
        return new Fitted(
                Stream.concat(head.stream(), end.stream()).toList(), prompt.size() - room);
    }

    /// Checks that a model can read a text.
    ///
    /// @param vocabulary how many tokens the model knows
    /// @throws Failure with a [GenerationProblem] if it cannot
    public static void check(List<Integer> tokens, int context, int vocabulary) throws Failure {
        if (tokens.isEmpty()) {
            throw Failure.of(
                    GenerationProblem.PROMPT_EMPTY,
                    null,
                    "the text has no tokens, and this model puts none before it",
                    "Write a prompt");
        }
        if (tokens.size() > context) {
            throw Failure.of(
                    GenerationProblem.PROMPT_TOO_LONG,
                    null,
                    String.format(
                            Locale.ROOT,
                            "the text has %,d tokens, the context %,d",
                            tokens.size(),
                            context),
                    "Shorten the text");
        }
        for (int token : tokens) {
            if (token < 0 || token >= vocabulary) {
                throw Failure.of(
                        GenerationProblem.TOKEN_OUTSIDE,
                        null,
                        String.format(
                                Locale.ROOT,
                                "the tokenizer made token %d, and the model knows %,d",
                                token,
                                vocabulary),
                        "Check that tokenizer and model belong together");
            }
        }
    }
}
