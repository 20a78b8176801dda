package org.taskvectors.evaluation.token;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.inference.Conversations;
import org.taskvectors.inference.Positions;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;

/// What the vectors on a model change over texts, as both models read them: tokens that are
/// promoted and suppressed, and KL at each token.
///
/// @param promoted the tokens
/// @param kl one for each text
/// @param mean of KL over all measured positions, in nats; NaN where there is none
public record TextEffect(Promoted promoted, List<TokenKl> kl, double mean) {
    public TextEffect {
        kl = List.copyOf(kl);
    }

    /// What is measured.
    ///
    /// @param text tokens as the model reads them, the tokenizer's prefix among them
    /// @param from index of its first token that is measured; nothing is expected of the very first
    public record Measured(List<Integer> text, int from) {
        public Measured {
            text = List.copyOf(text);
        }
    }

    /// Lets both sides read texts, and measures each position once. It holds a bounded number of
    /// logits at a time, and a few numbers for each token of the vocabulary and of the texts.
    ///
    /// @param windowing how texts are cut that are longer than a window; empty for the context
    /// @param progress counts the positions
    /// @throws org.taskvectors.file.Failure with an [org.taskvectors.inference.GenerationProblem]
    ///   if a side cannot read a text
    /// @throws IOException if vectors cannot be read any more
    public static TextEffect of(
            Conversations conversations,
            List<Measured> texts,
            Optional<Windowing> windowing,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        int context = conversations.context();
        Windowing cut = windowing.orElseGet(() -> new Windowing(context, context));
        progress.begin(
                texts.stream().mapToLong(each -> each.text().size() - first(each)).sum(), "tokens");
        Sums sums = new Sums();
        List<TokenKl> all = new ArrayList<>();
        for (Measured each : texts) {
            TokenKl kl = TokenKl.unmeasured(each.text().size());
            all.add(kl);
            for (Windowing.Window window : cut.cut(each.text())) {
                int skipped = Math.max(0, first(each) - window.offset());
                int from = window.first() + skipped;
                int shift = window.offset() - window.first();
                Positions.each(
                        conversations,
                        window.tokens(),
                        from,
                        (index, base, edited) -> {
                            double there = base.divergence(edited);
                            kl.set(index + shift, there);
                            sums.add(there);
                            sums.tally.add(base, edited);
                            progress.add(1);
                        },
                        // Baking, where both sides share a block, counts bytes of its own.
                        new Progress(),
                        cancellation);
            }
        }
        return new TextEffect(sums.tally.result(), all, sums.mean());
    }

    private static int first(Measured each) {
        return Math.clamp(each.from(), 1, Math.max(1, each.text().size()));
    }

    private static final class Sums {
        private final PromotedTally tally = new PromotedTally();
        private double kl;
        private long positions;

        void add(double there) {
            kl += there;
            positions++;
        }

        double mean() {
            return positions == 0 ? Double.NaN : kl / positions;
        }
    }
}
