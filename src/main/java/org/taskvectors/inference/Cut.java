package org.taskvectors.inference;

/// What is done with a prompt that the model's context has no room for.
public enum Cut {
    /// It is refused, with the numbers.
    REFUSE,
    /// Its end is kept, and the tokens before every text (BOS) in front of it.
    KEEP_END
}
