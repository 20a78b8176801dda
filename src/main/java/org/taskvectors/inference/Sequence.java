package org.taskvectors.inference;

import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// A text that a model reads token by token: the keys and values of what it has read. One thread at
/// a time may use it.
public interface Sequence extends AutoCloseable {
    /// Returns how many tokens it has read.
    int length();

    /// Returns the most tokens that it can hold.
    int capacity();

    /// Forgets the tokens from `length` on.
    void cut(int length);

    /// Reads tokens after those that it holds, and hands out the logits that follow each of the
    /// last `wanted` of them, in order.
    ///
    /// @param tokens at least one; they are read in one piece
    /// @param wanted between 0 and the number of tokens
    /// @throws CancelledException if it was cancelled; it holds what it held before
    /// @throws java.io.UncheckedIOException of a [org.taskvectors.file.Failure], if the device
    ///   fails on which the model lies; likewise
    /// @throws IllegalArgumentException if they do not fit
    void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
            throws CancelledException;

    /// Reads tokens as [#read] does, and hands out what the model's last norm and its head make of
    /// the residual stream after each layer, at each of the last `wanted` tokens: the logit lens
    /// (nostalgebraist 2020). What follows the last layer are the model's own logits. However many
    /// tokens there are, the program's own kernels compute it, or the device on which the model is.
    ///
    /// @param tokens at least one; they are read in one piece
    /// @param wanted between 0 and the number of tokens
    /// @throws CancelledException if it was cancelled; it holds what it held before
    /// @throws java.io.UncheckedIOException of a [org.taskvectors.file.Failure], if the device
    ///   fails on which the model lies; likewise
    /// @throws IllegalArgumentException if they do not fit
    void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
            throws CancelledException;

    @Override
    void close();

    /// Takes logits.
    @FunctionalInterface
    interface LogitsTaker {
        /// @param token index within the tokens that were just read
        /// @param logits of the token that follows, one per token of the vocabulary; valid during
        ///   the call
        void take(int token, float[] logits);
    }

    /// Takes logits of one layer.
    @FunctionalInterface
    interface LayerTaker {
        /// @param layer after which they are read off, from 0; the tokens of a layer come in order,
        ///   and of many tokens the first ones go through all layers before the others
        /// @param token index within the tokens that were just read
        /// @param logits one per token of the vocabulary; valid during the call
        void take(int layer, int token, float[] logits);
    }
}
