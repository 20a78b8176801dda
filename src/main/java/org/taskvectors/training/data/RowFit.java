package org.taskvectors.training.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.taskvectors.training.data.DataSettings.LongRows;

/// Makes rows fit.
///
/// @param most tokens of a text, at least 2
/// @param longRows what happens to longer ones
record RowFit(int most, LongRows longRows) {

    /// Returns how many tokens behind a row's head are cut: 0 where it fits; empty where it does
    /// not, with its prompt cut to the head, or to one token where it has none. A text without
    /// prompt and answer is cut into pieces instead.
    OptionalInt cut(EncodedRow row) {
        int over = row.size() - most;
        if (over <= 0) {
            return OptionalInt.of(0);
        }
        if (longRows == LongRows.LEAVE_OUT) {
            return OptionalInt.empty();
        }
        if (row.form() == RowWords.Form.TEXT) {
            return OptionalInt.of(0);
        }
        int room = row.firstLearned() - Math.max(1, row.head());
        return over <= room ? OptionalInt.of(over) : OptionalInt.empty();
    }

    /// Returns a row as it is trained on; none where it is too long.
    List<TrainingText> texts(int row, int line, EncodedRow encoded) {
        OptionalInt cut = cut(encoded);
        int[] tokens = encoded.tokens().stream().mapToInt(Integer::intValue).toArray();
        if (cut.isEmpty()) {
            return List.of();
        }
        if (tokens.length > most && encoded.form() == RowWords.Form.TEXT) {
            return pieces(row, line, tokens);
        }
        int[] kept = new int[tokens.length - cut.getAsInt()];
        boolean[] learned = new boolean[kept.length];
        for (int i = 0; i < kept.length; i++) {
            int from = i < encoded.head() ? i : i + cut.getAsInt();
            kept[i] = tokens[from];
            learned[i] = encoded.isLearned(from);
        }
        return List.of(new TrainingText(row, line, kept, learned, cut.getAsInt()));
    }

    /// Each piece begins with the last token of the one before, so that every token but the first
    /// is learned once.
    private List<TrainingText> pieces(int row, int line, int[] tokens) {
        List<TrainingText> pieces = new ArrayList<>();
        for (int from = 0; from < tokens.length - 1; from += most - 1) {
            int[] piece = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + most));
            boolean[] learned = new boolean[piece.length];
            Arrays.fill(learned, 1, learned.length, true);
            pieces.add(new TrainingText(row, line, piece, learned, 0));
        }
        return pieces;
    }
}
