package org.taskvectors.merge.vocabulary;

/// What a model gets for a token that it does not have and others have.
public enum Fill {
    /// The base's row, or else the mean of the rows of the models that have the token. As mergekit.
    OTHERS,
    ZEROS,
    /// The mean of the model's own rows, so that the token means nothing in particular to it.
    MEAN
}
