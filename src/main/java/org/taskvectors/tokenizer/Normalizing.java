package org.taskvectors.tokenizer;

/// What SentencePiece does to a text before it cuts it.
///
/// @param characterMap the compiled rules by which characters are replaced; empty if there are none
/// @param removesSpaces whether spaces at the beginning, at the end, and further ones are removed
/// @param addsSpace whether a space is put before the text
@SuppressWarnings("ArrayRecordComponent") // never compared
record Normalizing(byte[] characterMap, boolean removesSpaces, boolean addsSpace) {}
