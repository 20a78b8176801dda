package org.taskvectors.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// What both models expect at each position of one given text: both read the same tokens, whichever
/// of them wrote the text.
public final class Positions {
    /// Bytes of one side's logits that are held at a time.
    private static final long PIECE = 32 << 20;

    /// The same where the sides share one block, which is baked anew between two pieces.
    private static final long PIECE_IN_TURN = 256 << 20;

    private Positions() {}

    /// Compares both sides of a model in memory.
    ///
    /// @param ids the text's tokens
    /// @param from index of the first token that is compared, at least 1: nothing is expected of
    ///   the first token of a text
    /// @return one for each token from `from` on
    /// @throws Failure with a [GenerationProblem] if a side cannot read the text
    /// @throws IOException if vectors cannot be read any more
    public static List<Position> compare(
            LiveModel live, List<Integer> ids, int from, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Conversations conversations = new Conversations(live, Integer.MAX_VALUE)) {
            return compare(conversations, ids, from, new Progress(), cancellation);
        }
    }

    /// Compares both sides in their conversations, which need not read again what they hold.
    ///
    /// @throws Failure with a [GenerationProblem] if a side cannot read the text
    /// @throws IOException if vectors cannot be read any more
    public static List<Position> compare(
            Conversations conversations,
            List<Integer> ids,
            int from,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<Position> positions = new ArrayList<>();
        each(
                conversations,
                ids,
                from,
                (index, base, edited) -> positions.add(position(ids.get(index), base, edited)),
                progress,
                cancellation);
        return positions;
    }

    /// Takes what both sides expect at one position.
    @FunctionalInterface
    public interface Taker {
        /// @param index of the token in the text, before which both expect it
        /// @param base the base's logits; valid during the call, as are the edited model's
        void take(int index, Logits base, Logits edited);
    }

    /// Hands out what both sides expect at each position from `from` on, in order; a bounded number
    /// of logits is held at a time.
    ///
    /// @param from index of the first token that is compared, at least 1
    /// @param progress of baking, where the sides share one block
    /// @throws Failure with a [GenerationProblem] if a side cannot read the text
    /// @throws IOException if vectors cannot be read any more
    public static void each(
            Conversations conversations,
            List<Integer> ids,
            int from,
            Taker taker,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        int first = Math.max(1, from);
        int piece = piece(conversations.live().facts());
        for (int at = first; at < ids.size(); at += piece) {
            int end = Math.min(ids.size(), at + piece);
            // The logits that follow one token are of the next one, so the last one is not read.
            List<Integer> text = ids.subList(0, end - 1);
            List<Logits> base =
                    logits(
                            conversations,
                            Side.BASE,
                            text,
                            ids.size(),
                            end - at,
                            progress,
                            cancellation);
            List<Logits> edited =
                    logits(
                            conversations,
                            Side.EDITED,
                            text,
                            ids.size(),
                            end - at,
                            progress,
                            cancellation);
            for (int i = at; i < end; i++) {
                cancellation.check();
                taker.take(i, base.get(i - at), edited.get(i - at));
            }
        }
    }

    /// Returns how many logits of one side are held at a time.
    private static int piece(LiveFacts facts) {
        long bytes = facts.isInTurn() ? PIECE_IN_TURN : PIECE;
        return (int) Math.max(1, bytes / Float.BYTES / facts.architecture().vocabulary());
    }

    /// Returns a side's logits after the last `wanted` tokens of a text that will grow to `length`.
    private static List<Logits> logits(
            Conversations conversations,
            Side side,
            List<Integer> text,
            int length,
            int wanted,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        List<float[]> values = new ArrayList<>();
        Conversation conversation = conversations.of(side, progress, cancellation);
        conversation.reserve(length);
        conversation.read(
                text, wanted, (index, logits) -> values.add(logits.clone()), cancellation);
        List<Logits> all = new ArrayList<>();
        for (float[] one : values) {
            all.add(Logits.of(one));
        }
        return all;
    }

    /// Returns what both expect where a token stands.
    static Position position(int token, Logits base, Logits edited) {
        return new Position(
                token,
                base.distribution(token),
                edited.distribution(token),
                differences(base, edited),
                base.divergence(edited));
    }

    private static List<Position.Difference> differences(Logits base, Logits edited) {
        double[] signed = new double[base.size()];
        float[] sizes = new float[base.size()];
        for (int token = 0; token < signed.length; token++) {
            signed[token] = Math.exp(edited.log(token)) - Math.exp(base.log(token));
            sizes[token] = (float) Math.abs(signed[token]);
        }
        return IntStream.of(Logits.highest(sizes, Logits.SHOWN))
                .boxed()
                .sorted(Comparator.comparingDouble(token -> -signed[token]))
                .map(
                        token ->
                                new Position.Difference(
                                        token,
                                        Math.exp(base.log(token)),
                                        Math.exp(edited.log(token))))
                .toList();
    }
}
