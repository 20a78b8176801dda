package org.taskvectors.inference;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.tensor.DType;

/// Runs a model of any known architecture. It keeps no copy of a weight: what is changed in the
/// model's memory between two reads holds from the next read on (and a text that was read before
/// has the keys and values of then).
///
/// Long texts go to the [Batch] where there is one.
public final class Decoder implements BoundRunner {
    private final BoundModel model;
    private final Fitting fitting;
    private final Forward forward;
    private final Optional<Batch> batch;
    private final int threads;
    private final ReentrantLock lock = new ReentrantLock();
    private Batch.@Nullable Reader batchReader;
    private boolean isBatchAsked;

    /// @param products serve one decoder at a time
    /// @param batch reads many tokens at once; empty for own kernels alone
    public Decoder(BoundModel model, Products products, Optional<Batch> batch) {
        this(model, products, batch, Probe.NONE);
    }

    Decoder(BoundModel model, Products products, Optional<Batch> batch, Probe probe) {
        this.model = model;
        this.fitting = new Fitting(model.architecture());
        this.batch = batch;
        threads = products.team().size();
        forward = new Forward(model, products, probe);
    }

    /// Returns the dtype of the keys and values that a text of this architecture keeps.
    public static DType cacheDType() {
        return DType.F32;
    }

    @Override
    public Architecture architecture() {
        return model.architecture();
    }

    /// {@inheritDoc}
    ///
    /// @throws IllegalArgumentException if the model has not so many positions
    /// @throws UncheckedIOException of a [Failure], if the system has no memory for them
    @Override
    public Sequence sequence(int capacity) {
        fitting.requireCapacity(capacity);
        return new Text(cache(capacity));
    }

    /// {@inheritDoc}
    ///
    /// @throws UncheckedIOException of a [Failure], if the system has no memory for keys and values
    @Override
    public void readTogether(
            List<int[]> texts, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        texts.forEach(fitting::requireText);
        TokenTrie trie = TokenTrie.of(texts);
        WantedNodes nodes = new WantedNodes(trie, wanted);
        if (nodes.nodes().length == 0) {
            return;
        }
        lock.lock();
        try {
            cancellation.check();
            Optional<Batch.Reader> reader = readerOf(trie.size(), cancellation);
            if (reader.isPresent()) {
                reader.get().readTogether(trie, nodes, taker, cancellation);
                return;
            }
            try (KeyValueCache cache = cache(trie.longest())) {
                new TextByText(forward, cache).read(texts, trie, nodes, taker, cancellation);
            }
        } finally {
            lock.unlock();
        }
    }

    private KeyValueCache cache(int capacity) {
        try {
            return new KeyValueCache(architecture(), capacity, cacheDType());
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (batchReader != null) {
                batchReader.close();
                batchReader = null;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Returns what reads so many tokens at once; empty for the own kernels.
    private Optional<Batch.Reader> readerOf(int tokens, Cancellation cancellation)
            throws CancelledException {
        if (batch.isEmpty() || tokens < batch.get().threshold()) {
            return Optional.empty();
        }
        if (!isBatchAsked) {
            batchReader = batch.get().reader(model, threads, cancellation).orElse(null);
            isBatchAsked = true;
        }
        return Optional.ofNullable(batchReader);
    }

    /// Gets the residual stream, for tests.
    @FunctionalInterface
    interface Probe {
        Probe NONE = (layer, first, tokens, residual) -> {};

        /// @param layer after which it is; −1 for the embeddings
        /// @param first position of the first token
        /// @param residual tokens × width, at least
        void take(int layer, int first, int tokens, float[] residual);
    }

    private final class Text implements Sequence {
        private final KeyValueCache cache;
        private int length;
        private Batch.@Nullable Session session;
        private boolean isClosed;

        Text(KeyValueCache cache) {
            this.cache = cache;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int capacity() {
            return cache.capacity();
        }

        @Override
        public void cut(int newLength) {
            Fitting.requireCut(newLength, length);
            length = newLength;
        }

        @Override
        public void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws CancelledException {
            fitting.requireRead(tokens, wanted, length, capacity());
            lock.lock();
            try {
                if (isClosed) {
                    throw new IllegalStateException("the text is closed");
                }
                Optional<Batch.Session> reading = session(tokens.length, cancellation);
                if (reading.isPresent()) {
                    reading.get().read(length, tokens, wanted, taker, cancellation);
                } else {
                    forward.read(cache, length, tokens, wanted, forward.last(taker), cancellation);
                }
                length += tokens.length;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws CancelledException {
            fitting.requireRead(tokens, wanted, length, capacity());
            lock.lock();
            try {
                if (isClosed) {
                    throw new IllegalStateException("the text is closed");
                }
                forward.read(
                        cache, length, tokens, wanted, new Forward.Taker(0, taker), cancellation);
                length += tokens.length;
            } finally {
                lock.unlock();
            }
        }

        /// Returns what reads so many tokens; empty for the own kernels.
        private Optional<Batch.Session> session(int tokens, Cancellation cancellation)
                throws CancelledException {
            Optional<Batch.Reader> reader = readerOf(tokens, cancellation);
            if (session == null) {
                session = reader.map(one -> one.session(cache)).orElse(null);
            }
            return reader.map(_ -> session);
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!isClosed) {
                    isClosed = true;
                    if (session != null) {
                        session.close();
                    }
                    cache.close();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
