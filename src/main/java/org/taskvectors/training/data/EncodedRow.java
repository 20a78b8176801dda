package org.taskvectors.training.data;

import java.util.BitSet;
import java.util.List;

/// A row in tokens, before it is made to fit.
///
/// @param form of its words
/// @param tokens what is read
/// @param learned which of the tokens are answers; at least one, never the first
/// @param head how many tokens at its beginning the tokenizer puts before every text
/// @param isMelted whether a token holds both the end of a prompt and the beginning of its answer
/// @param isUnended whether it is a chat whose template ends no turn
record EncodedRow(
        RowWords.Form form,
        List<Integer> tokens,
        BitSet learned,
        int head,
        boolean isMelted,
        boolean isUnended) {
    EncodedRow {
        tokens = List.copyOf(tokens);
        learned = (BitSet) learned.clone();
    }

    int size() {
        return tokens.size();
    }

    boolean isLearned(int token) {
        return learned.get(token);
    }

    /// Returns the position of the first token that is learned.
    int firstLearned() {
        return learned.nextSetBit(0);
    }
}
