package org.taskvectors.evaluation.data;

/// How the examples of a task are scored.
public enum Kind {
    /// By the likelihoods of the template's labels, the same for every row.
    LABELS,
    /// By the likelihoods of each row's own choices.
    CHOICES,
    /// By whether the generated text is an accepted answer after a [Normaliser].
    GENERATION,
    /// By the perplexity of a text.
    TEXT
}
