package org.taskvectors.inference;

import java.io.UncheckedIOException;
import java.util.Arrays;
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
public final class Decoder implements Runner, AutoCloseable {
    private final BoundModel model;
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
        if (capacity < 1 || capacity > architecture().context()) {
            throw new IllegalArgumentException(
                    capacity + " tokens, and the model has " + architecture().context());
        }
        try {
            return new Text(new KeyValueCache(architecture(), capacity, cacheDType()));
        } catch (Failure e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Called after all of its texts are closed, before the weights are freed.
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

    /// Returns what reads many tokens; empty where nothing can.
    private Optional<Batch.Reader> batchReader(Batch from, Cancellation cancellation)
            throws CancelledException {
        if (!isBatchAsked) {
            batchReader = from.reader(model, threads, cancellation).orElse(null);
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
            if (newLength < 0 || newLength > length) {
                throw new IllegalArgumentException(newLength + " of " + length + " tokens");
            }
            length = newLength;
        }

        @Override
        public void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws CancelledException {
            requireFitting(tokens, wanted);
            lock.lock();
            try {
                if (isClosed) {
                    throw new IllegalStateException("the text is closed");
                }
                Optional<Batch.Session> reading = session(tokens.length, cancellation);
                if (reading.isPresent()) {
                    reading.get().read(length, tokens, wanted, taker, cancellation);
                } else {
                    forward.read(
                            cache, length, tokens, wanted, forward.last(taker), cancellation);
                }
                length += tokens.length;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws CancelledException {
            requireFitting(tokens, wanted);
            lock.lock();
            try {
                if (isClosed) {
                    throw new IllegalStateException("the text is closed");
                }
                forward.read(
                        cache,
                        length,
                        tokens,
                        wanted,
                        new Forward.Taker(0, taker),
                        cancellation);
                length += tokens.length;
            } finally {
                lock.unlock();
            }
        }

        /// Returns what reads so many tokens; empty for the own kernels.
        private Optional<Batch.Session> session(int tokens, Cancellation cancellation)
                throws CancelledException {
            if (batch.isEmpty() || tokens < batch.get().threshold()) {
                return Optional.empty();
            }
            if (session == null) {
                session =
                        batchReader(batch.get(), cancellation)
                                .map(reader -> reader.session(cache))
                                .orElse(null);
            }
            return Optional.ofNullable(session);
        }

        private void requireFitting(int[] tokens, int wanted) {
            int vocabulary = architecture().vocabulary();
            if (tokens.length < 1
                    || tokens.length > capacity() - length
                    || wanted < 0
                    || wanted > tokens.length) {
                throw new IllegalArgumentException(
                        tokens.length
                                + " tokens after "
                                + length
                                + " of "
                                + capacity()
                                + ", "
                                + wanted
                                + " wanted");
            }
            if (Arrays.stream(tokens).anyMatch(token -> token < 0 || token >= vocabulary)) {
                throw new IllegalArgumentException(
                        "a token beyond the vocabulary of " + vocabulary);
            }
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
