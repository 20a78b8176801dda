package org.taskvectors.training.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.file.Failure;
import org.taskvectors.training.data.PreparedRow.State;
import org.taskvectors.training.data.ShownRow.Piece;
import org.taskvectors.training.data.ShownRow.Piece.Kind;

/// Shows rows of the training file. What it does not hold is worded and encoded again.
///
/// @param kept the texts of training and held-out rows of the file, by their rows
record RowPreview(
        RowSource source,
        RowEncoder encoder,
        RowFit fit,
        RowStates states,
        List<TrainingText> kept) {
    /// Characters of a row that are shown: a plain text may have millions.
    private static final int MOST_SHOWN = 200_000;

    RowPreview {
        kept = kept.stream().sorted(Comparator.comparingInt(TrainingText::row)).toList();
    }

    ShownRow of(int row) {
        State state = states.of(row);
        String why = source.why(row);
        if (!why.isEmpty()) {
            return none(row, why);
        }
        try {
            RowWords words = source.words(row);
            List<TrainingText> texts = states.isCut(row) ? List.of() : texts(row);
            return texts.isEmpty()
                    ? encoded(row, state, words, encoder.encode(words))
                    : trained(row, state, words, texts);
        } catch (Failure e) {
            return none(row, e.what());
        }
    }

    private ShownRow none(int row, String why) {
        return new ShownRow(row, line(row), source.values(row), "", List.of(), 0, 0, why);
    }

    private int line(int row) {
        return source.table().lines().get(row);
    }

    private List<TrainingText> texts(int row) {
        int low = 0;
        int high = kept.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (kept.get(middle).row() < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        int end = low;
        while (end < kept.size() && kept.get(end).row() == row) {
            end++;
        }
        return kept.subList(low, end);
    }

    /// A text's pieces share a token each.
    private ShownRow trained(int row, State state, RowWords words, List<TrainingText> texts) {
        Pieces pieces = new Pieces();
        int tokens = 0;
        int answers = 0;
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = texts.get(i).tokens();
            boolean[] learned = texts.get(i).learned();
            for (int j = i == 0 ? 0 : 1; j < ids.length; j++) {
                tokens++;
                answers += learned[j] ? 1 : 0;
                pieces.add(ids[j], learned[j] ? Kind.LEARNED : Kind.READ);
            }
        }
        return shown(row, words, pieces, tokens, answers, why(state, ""));
    }

    private ShownRow encoded(int row, State state, RowWords words, EncodedRow encoded) {
        OptionalInt cut = fit.cut(encoded);
        int from = encoded.head();
        int to = from + cut.orElse(0);
        Pieces pieces = new Pieces();
        int answers = 0;
        for (int i = 0; i < encoded.size(); i++) {
            boolean isLearned = encoded.isLearned(i);
            answers += isLearned ? 1 : 0;
            Kind kind = isLearned ? Kind.LEARNED : Kind.READ;
            pieces.add(encoded.tokens().get(i), i >= from && i < to ? Kind.CUT : kind);
        }
        String tooMany =
                Amounts.counted(encoded.size(), "token") + ", at most " + Amounts.count(fit.most());
        return shown(
                row, words, pieces, encoded.size() - cut.orElse(0), answers, why(state, tooMany));
    }

    private ShownRow shown(
            int row, RowWords words, Pieces pieces, int tokens, int answers, String why) {
        return new ShownRow(
                row,
                line(row),
                source.values(row),
                words.answer(),
                pieces.all(),
                tokens,
                answers,
                why);
    }

    private static String why(State state, String tokens) {
        return switch (state) {
            case TRAINED -> "";
            case HELD_OUT -> "held out";
            case TOO_LONG -> "too long: " + tokens;
            case LEAKED -> "a held-out row asks the same";
            case NOT_DRAWN -> "not drawn";
            case UNREAD -> "no example";
        };
    }

    /// Joins tokens of the same kind, whose bytes may be parts of characters.
    private final class Pieces {
        private final List<Piece> pieces = new ArrayList<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private Kind kind = Kind.READ;
        private int length;

        void add(int token, Kind next) {
            if (length > MOST_SHOWN) {
                return;
            }
            if (next != kind) {
                end();
                kind = next;
            }
            bytes.writeBytes(encoder.tokenizer().bytes(token));
            if (length + bytes.size() > MOST_SHOWN) {
                bytes.writeBytes("…".getBytes(StandardCharsets.UTF_8));
                end();
            }
        }

        private void end() {
            if (bytes.size() > 0) {
                length += bytes.size();
                pieces.add(new Piece(bytes.toString(StandardCharsets.UTF_8), kind));
                bytes.reset();
            }
        }

        List<Piece> all() {
            end();
            return pieces;
        }
    }
}
