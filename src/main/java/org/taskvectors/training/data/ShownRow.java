package org.taskvectors.training.data;

import java.util.List;

/// A row for people: what the model sees of it.
///
/// @param row its position in the file, from 0
/// @param line of the file on which it begins, from 1
/// @param fields the values of the template's fields, in its order
/// @param answer the answer in words; empty where the row is no example
/// @param pieces the whole text in order
/// @param tokens how many the model reads; 0 where the row is no example
/// @param answerTokens how many of them are answers
/// @param why it is not trained on: too long, no example, leaked; empty where it is
public record ShownRow(
        int row,
        int line,
        List<String> fields,
        String answer,
        List<Piece> pieces,
        int tokens,
        int answerTokens,
        String why) {
    public ShownRow {
        fields = List.copyOf(fields);
        pieces = List.copyOf(pieces);
    }

    /// A part of a text.
    ///
    /// @param text its characters
    /// @param kind what happens to it
    public record Piece(String text, Kind kind) {
        /// What happens to a part of a text.
        public enum Kind {
            /// The model reads it.
            READ,
            /// The model learns it.
            LEARNED,
            /// It does not fit and is cut.
            CUT
        }
    }
}
