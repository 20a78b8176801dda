package org.taskvectors.training.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.GenerationProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.job.Workers;
import org.taskvectors.training.data.PreparedRow.State;

/// Words and encodes rows of a file on several threads; the result does not depend on how many.
///
/// @param aim what becomes of a row that nothing keeps from it, [State#TRAINED] or [State#HELD_OUT]
/// @param heldOut hashes of what held-out rows ask; rows that ask the same are left out
record RowPass(RowSource source, RowEncoder encoder, RowFit fit, State aim, Set<TextHash> heldOut) {
    /// Rows that a thread takes at once.
    private static final int UNIT = 64;

    /// Returns what became of rows, in their order.
    ///
    /// @throws Failure if tokenizer and model do not belong together
    List<PreparedRow> of(int[] rows, int threads, Progress progress, Cancellation cancellation)
            throws Failure, CancelledException {
        PreparedRow[] prepared = new PreparedRow[rows.length];
        try {
            Workers.run(
                    threads,
                    Math.ceilDiv(rows.length, UNIT),
                    cancellation,
                    () -> {
                        TextHash.Taker hashes = new TextHash.Taker();
                        return unit -> {
                            int end = Math.min(rows.length, (unit + 1) * UNIT);
                            for (int i = unit * UNIT; i < end; i++) {
                                cancellation.check();
                                prepared[i] = prepare(rows[i], hashes);
                                progress.add(1);
                            }
                        };
                    });
        } catch (Failure e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is read from a file here", e);
        }
        return Arrays.asList(prepared);
    }

    private PreparedRow prepare(int row, TextHash.Taker hashes) throws Failure {
        try {
            RowWords words = source.words(row);
            TextHash alike = hashes.askedAlike(words);
            if (heldOut.contains(alike)) {
                return PreparedRow.leftOut(row, State.LEAKED, "");
            }
            EncodedRow encoded = encoder.encode(words);
            if (aim == State.HELD_OUT) {
                encoder.checkAsked(words);
            }
            List<TrainingText> texts = fit.texts(row, source.table().lines().get(row), encoded);
            if (texts.isEmpty()) {
                return PreparedRow.leftOut(row, State.TOO_LONG, "");
            }
            return new PreparedRow(
                    row,
                    aim,
                    "",
                    texts,
                    hashes.whole(words),
                    hashes.asked(words),
                    alike,
                    encoded.isMelted(),
                    encoded.isUnended());
        } catch (Failure e) {
            if (e.problem() == GenerationProblem.TOKEN_OUTSIDE) {
                // A tokenizer of another model spoils the other rows as well, and shows it here.
                throw Failure.of(e.problem(), source.table().file(), e.what(), e.advice())
                        .at("line " + source.table().lines().get(row))
                        .causedBy(e);
            }
            return PreparedRow.leftOut(row, State.UNREAD, e.what());
        }
    }
}
