package org.taskvectors.training.data;

import java.util.Optional;
import org.taskvectors.evaluation.DataChoice;

/// Which rows a model is trained on, and which are held out.
///
/// @param train the file of rows, and how they are worded; its limit is the most rows, drawn by the
///   seed and not the first
/// @param heldOut another file of rows that are held out, its limit drawn by the seed too; empty to
///   hold out rows of `train`
/// @param heldOutRows the most rows that are held out, at most half of those of `train`; 0 to hold
///   out none (all rows of `heldOut` where there is one)
/// @param mostTokens the most tokens of a text; 0 for the model's context, at most 1,024
/// @param longRows what happens to rows that are longer
/// @param endsAnswers whether the token that ends a text follows each answer and is learned too; a
///   chat whose template ends its turns has these ends in any case, and no other
/// @param seed of the split and of which rows are drawn
public record DataSettings(
        DataChoice train,
        Optional<DataChoice> heldOut,
        int heldOutRows,
        int mostTokens,
        LongRows longRows,
        boolean endsAnswers,
        long seed) {
    /// What happens to a row of more tokens than a text may have.
    public enum LongRows {
        /// The beginning of its prompt is cut, or a text without prompt into pieces; a row whose
        /// answer alone is too long is left out.
        CUT("cut"),
        /// It is left out.
        LEAVE_OUT("left out");

        private final String word;

        LongRows(String word) {
            this.word = word;
        }

        /// Returns what it is called for people.
        public String word() {
            return word;
        }
    }
}
