package org.taskvectors.training.data;

import java.util.List;

/// A row as it came out.
///
/// @param row its position in the file
/// @param state what becomes of it
/// @param why it is no example; empty where it is one
/// @param texts that it gives: one, or the pieces of a long text without prompt
/// @param whole its words' hash
/// @param asked the hash of what it asks
/// @param alike the same, but for blanks
/// @param isMelted whether a token holds both the end of a prompt and the beginning of its answer
/// @param isUnended whether it is a chat whose template ends no turn
record PreparedRow(
        int row,
        State state,
        String why,
        List<TrainingText> texts,
        TextHash whole,
        TextHash asked,
        TextHash alike,
        boolean isMelted,
        boolean isUnended) {
    PreparedRow {
        texts = List.copyOf(texts);
    }

    /// What becomes of a row.
    enum State {
        TRAINED,
        HELD_OUT,
        UNREAD,
        TOO_LONG,
        LEAKED,
        NOT_DRAWN
    }

    static PreparedRow leftOut(int row, State state, String why) {
        return new PreparedRow(
                row,
                state,
                why,
                List.of(),
                TextHash.NONE,
                TextHash.NONE,
                TextHash.NONE,
                false,
                false);
    }

    /// Returns whether the beginning of its prompt is cut.
    boolean isCut() {
        return texts.stream().anyMatch(text -> text.cut() > 0);
    }
}
