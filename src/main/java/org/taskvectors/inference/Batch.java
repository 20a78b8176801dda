package org.taskvectors.inference;

import java.util.Optional;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Another way to read many tokens at once, over the same weights and the same cache: libtorch's
/// products. A [Decoder] that was given one hands it what is long enough. Making one costs nothing:
/// what is large is loaded on first use.
public interface Batch {
    /// Returns how many tokens at least it is asked to read at once.
    int threshold();

    /// Loads what it needs, if that was not done, and waits for it; it may take a second. It is
    /// meant to be called in the background while weights are read.
    ///
    /// @return why it cannot work; empty where it can
    Optional<Failure> prepare();

    /// Returns why it cannot work, as far as that is known without loading anything and without
    /// waiting for what is being loaded.
    Optional<Failure> failure();

    /// Prepares to read with a model. What it needs is loaded first where that was not done, and
    /// waited for where it is being done; so the answer never depends on when it was asked for.
    ///
    /// @param model whose weights may be changed in place between two reads
    /// @param threads that may work on one product
    /// @return empty where it cannot work
    /// @throws CancelledException if it was cancelled while it waited; what is being loaded goes on
    Optional<Reader> reader(BoundModel model, int threads, Cancellation cancellation)
            throws CancelledException;

    /// Returns the device on which a model should run whole, every token of it; empty where it
    /// should run on the processor, where this reads long texts. It may look at the machine first,
    /// which may take a second.
    ///
    /// @param weights bytes of the model's weights
    default Optional<ModelDevice> device(long weights) {
        return Optional.empty();
    }

    /// Reads with one model.
    interface Reader extends AutoCloseable {
        /// Prepares to read a text.
        ///
        /// @param cache of the text; it is closed after the session
        Session session(KeyValueCache cache);

        /// Reads texts from their beginning, all at once and without a cache, and hands out logits
        /// as [Runner#readTogether] does. Each node is computed once.
        ///
        /// @param trie the texts
        /// @param wanted at least one node of it
        void readTogether(
                TokenTrie trie,
                WantedNodes wanted,
                Runner.TextTaker taker,
                Cancellation cancellation)
                throws CancelledException;

        /// Called after all of its sessions are closed, before the weights are freed.
        @Override
        void close();
    }

    /// Reads one text.
    interface Session extends AutoCloseable {
        /// Reads tokens that follow the first `first` tokens of the text: puts their keys and
        /// values into the cache at the positions from `first` on, and hands out the logits of the
        /// last `wanted` of them, in order, as [Sequence#read] does.
        ///
        /// @throws CancelledException if it was cancelled; what the cache holds from `first` on
        ///   does not matter then
        void read(
                int first,
                int[] tokens,
                int wanted,
                Sequence.LogitsTaker taker,
                Cancellation cancellation)
                throws CancelledException;

        @Override
        void close();
    }
}
