package org.taskvectors.inference;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.kernel.ModelKernels;
import org.taskvectors.inference.kernel.Products;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// One side of a model in memory, as callers use it. Its texts read under the model's lock, so that
/// weights are neither baked nor freed while a token is computed; after that they say so instead of
/// reading what is no longer there.
///
/// A text that an edited model has read is worth nothing once the knobs are turned: it can only be
/// cut to 0 then, and read anew.
final class SideRunner implements Runner {
    /// What computes.
    ///
    /// @param batch reads many tokens at once; empty for own kernels alone
    /// @param device where the model lies and runs; empty for the processor
    record Means(ModelKernels kernels, Optional<Batch> batch, Optional<DeviceMemory> device) {}

    private final ReentrantLock lock;
    private final Products products;
    private final Means means;
    private final BooleanSupplier isHeld;
    private final List<Text> texts = new ArrayList<>();
    private Map<String, Weights> weights = Map.of();
    private @Nullable BoundRunner decoder;
    private @Nullable Failure failure;
    private long turn;
    private boolean isClosed;

    /// @param lock the model's
    /// @param isHeld whether memory holds this side's weights now
    SideRunner(ReentrantLock lock, Products products, Means means, BooleanSupplier isHeld) {
        this.lock = lock;
        this.products = products;
        this.means = means;
        this.isHeld = isHeld;
    }

    /// Binds weights.
    ///
    /// @param bound the weights by name; the same memory as before keeps the decoder
    /// @throws Failure if the device fails; what was bound before stays bound
    void bind(WeightPlan plan, Map<String, Weights> bound) throws Failure {
        if (decoder != null && bound.equals(weights)) {
            return;
        }
        BoundModel model = BoundModel.of(plan, bound::get);
        BoundRunner next =
                means.device().isPresent()
                        ? new DeviceDecoder(model, means.device().get())
                        : new Decoder(model, products, means.batch());
        texts.forEach(Text::letGo);
        if (decoder != null) {
            decoder.close();
        }
        weights = bound;
        decoder = next;
    }

    /// Takes note that what is bound cannot be read any more, since its device failed.
    void lose(Failure cause) {
        texts.forEach(Text::letGo);
        failure = cause;
    }

    /// Takes note that the numbers are others now: what texts have read is worth nothing.
    void turned() {
        turn++;
    }

    @Override
    public Architecture architecture() {
        lock.lock();
        try {
            return bound().architecture();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Sequence sequence(int capacity) {
        lock.lock();
        try {
            Text text = new Text(capacity, bound().sequence(capacity));
            texts.add(text);
            return text;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void readTogether(
            List<int[]> all, int[] wanted, TextTaker taker, Cancellation cancellation)
            throws CancelledException {
        lock.lock();
        try {
            BoundRunner now = bound();
            requireHeld();
            now.readTogether(all, wanted, taker, cancellation);
        } finally {
            lock.unlock();
        }
    }

    private void requireHeld() {
        if (!isHeld.getAsBoolean()) {
            throw new IllegalStateException(
                    "memory holds the other side: ask the model for this runner first");
        }
    }

    private BoundRunner bound() {
        BoundRunner now = decoder;
        if (isClosed || now == null) {
            throw new IllegalStateException("the model is unloaded");
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
        return now;
    }

    /// Closes the texts and the decoder, under the lock.
    void close() {
        isClosed = true;
        texts.forEach(Text::letGo);
        texts.clear();
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    private final class Text implements Sequence {
        private final int capacity;
        private @Nullable Sequence read;
        private int length;
        private long ofTurn = turn;
        private boolean isOver;

        Text(int capacity, Sequence read) {
            this.capacity = capacity;
            this.read = read;
        }

        /// Frees the cache.
        void letGo() {
            if (read != null) {
                read.close();
                read = null;
            }
        }

        @Override
        public int length() {
            lock.lock();
            try {
                return length;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public void cut(int newLength) {
            lock.lock();
            try {
                if (newLength < 0 || newLength > length) {
                    throw new IllegalArgumentException(newLength + " of " + length + " tokens");
                }
                length = newLength;
                if (read != null) {
                    read.cut(newLength);
                }
                if (newLength == 0) {
                    ofTurn = turn;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void read(int[] tokens, int wanted, LogitsTaker taker, Cancellation cancellation)
                throws CancelledException {
            lock.lock();
            try {
                Sequence now = ready();
                now.read(tokens, wanted, taker, cancellation);
                length = now.length();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void layers(int[] tokens, int wanted, LayerTaker taker, Cancellation cancellation)
                throws CancelledException {
            lock.lock();
            try {
                Sequence now = ready();
                now.layers(tokens, wanted, taker, cancellation);
                length = now.length();
            } finally {
                lock.unlock();
            }
        }

        /// Returns the text to read on, under the lock.
        private Sequence ready() {
            BoundRunner now = bound();
            if (isOver) {
                throw new IllegalStateException("the text is closed");
            }
            if (ofTurn != turn && length > 0) {
                throw new IllegalStateException(
                        "the knobs were turned after this text was read: cut it to 0 first");
            }
            requireHeld();
            ofTurn = turn;
            if (read == null) {
                read = now.sequence(capacity);
            }
            return read;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                isOver = true;
                letGo();
                texts.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
