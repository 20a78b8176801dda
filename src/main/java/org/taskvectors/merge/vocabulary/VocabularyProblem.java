package org.taskvectors.merge.vocabulary;

import org.taskvectors.file.Problem;

/// Why vocabularies cannot be laid side by side.
public enum VocabularyProblem implements Problem {
    /// A model that the recipe's tokenizer names is not one of those that are merged.
    NO_SUCH_MODEL,
    /// A model does not have the token, or the row, that a recipe takes from it.
    NO_SUCH_TOKEN,
    /// One text stands for two tokens of a model.
    TOKEN_TWICE
}
