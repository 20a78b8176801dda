package org.taskvectors.checkpoint.naming;

/// How a model's head relates to its embedding.
public enum Tying {
    /// Embedding and head are weights of their own, or nothing says otherwise.
    UNTIED,
    /// The head is not stored: the embedding serves as the head.
    HEAD_NOT_STORED,
    /// The head is stored, but the configuration says that it is the embedding once more.
    STORED_TWICE,
    /// The model has no language head: an encoder, a classifier, a part of a model.
    NO_HEAD
}
