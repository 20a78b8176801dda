package org.taskvectors.inference;

import java.util.List;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// One model that runs: weights in memory and what computes with them. Only one of its sequences
/// reads at a time.
public interface Runner {
    /// Returns the model's dimensions and switches.
    Architecture architecture();

    /// Begins a text.
    ///
    /// @param capacity the most tokens that it will hold; its key-value cache is made for them
    Sequence sequence(int capacity);

    /// Reads texts from their beginning, all at once, and keeps nothing of them. Hands out the
    /// logits that follow each of the last `wanted[i]` tokens of text i, of whichever text comes
    /// first. What texts have in common at their beginning is read once.
    ///
    /// The same texts in the same order give the same bits, whatever was read before. Other texts
    /// beside a text change how it is computed, and so its last digits. [Packs] says how many
    /// tokens are best read in one call.
    ///
    /// @param texts each of at least one token, at most the model's context
    /// @param wanted for each text, between 0 and its number of tokens
    /// @throws CancelledException if it was cancelled
    /// @throws java.io.UncheckedIOException of a [org.taskvectors.file.Failure], if the device
    ///   fails on which the model lies
    /// @throws IllegalArgumentException if a text does not fit, or has a token beyond the
    ///   vocabulary; nothing was handed out then
    void readTogether(List<int[]> texts, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException;

    /// Takes the logits of texts.
    @FunctionalInterface
    interface TextTaker {
        /// @param text its number
        /// @param token index within the text
        /// @param logits of the token that follows, one per token of the vocabulary; valid during
        ///   the call
        void take(int text, int token, float[] logits);
    }
}
