package org.taskvectors.extraction;

/// What is done where embedding or head have more rows on one side.
public enum VocabularyPolicy {
    /// The pair is refused.
    REFUSE,
    /// The rows that both sides have are differenced, the others named and left out.
    SHARED
}
