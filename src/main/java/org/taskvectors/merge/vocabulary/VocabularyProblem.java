package org.taskvectors.merge.vocabulary;

import org.taskvectors.file.Problem;

/// Why vocabularies cannot be laid side by side.
public enum VocabularyProblem implements Problem {
    /// A model that the recipe's tokenizer names is not one of those that are merged.
    NO_SUCH_MODEL,
    /// A model does not have the token, or the row, that a recipe takes from it.
    NO_SUCH_TOKEN,
    /// One text stands for two tokens of a model.
    TOKEN_TWICE,
    /// The rows of embedding and head are other tokens in one model than in another, and nothing is
    /// said of how they are matched.
    CLASH,
    /// A model has no tensor whose rows are known to be tokens, or its rows cannot be read or do
    /// not fit the others'.
    NO_ROWS,
    /// Tokens cannot be put into one tokenizer that is written.
    NOT_UNIFIED
}
