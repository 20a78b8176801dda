package org.taskvectors.checkpoint.naming;

/// How a model's head relates to its embedding.
public enum Tying {
    /// Embedding and head are weights of their own, or nothing says otherwise.
    UNTIED,
    /// The head is not stored: the embedding serves as the head.
    HEAD_NOT_STORED,
    /// The head is stored, but it is the embedding once more: the configuration says so, or both
    /// names are one tensor of the file.
    STORED_TWICE,
    /// The model has no language head: an encoder, a classifier, a part of a model.
    NO_HEAD
}
