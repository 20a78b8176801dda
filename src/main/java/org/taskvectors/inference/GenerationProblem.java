package org.taskvectors.inference;

import org.taskvectors.file.Problem;

/// What can keep a model from answering.
public enum GenerationProblem implements Problem {
    /// A prompt that leaves no room in the model's context.
    PROMPT_TOO_LONG,
    /// A prompt of no tokens, which no next token follows from.
    PROMPT_EMPTY,
    /// A token that the model has no embedding for.
    TOKEN_OUTSIDE,
    /// Logits that are infinite or no numbers, as a model with too large a coefficient gives them.
    NOT_FINITE,
    /// A label that adds no token to its prompt.
    LABEL_EMPTY
}
