package org.taskvectors.tokenizer;

/// A token that is found in a text before anything else: BOS, the end of a turn, a token that a
/// fine-tuning added.
///
/// @param special whether it is no text of an answer
record AddedToken(int id, String content, boolean special) {}
