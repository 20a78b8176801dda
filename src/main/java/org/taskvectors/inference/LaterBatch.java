package org.taskvectors.inference;

import java.util.Optional;
import org.taskvectors.file.Failure;

/// Another way to read many tokens at once that is asked only once it is ready: until [#prepare]
/// was called, in the background, own kernels read, and no reading waits for it.
public final class LaterBatch implements Batch {
    private final Batch inner;
    private volatile boolean isReady;

    /// @param inner is asked as soon as it is ready
    public LaterBatch(Batch inner) {
        this.inner = inner;
    }

    @Override
    public int threshold() {
        return isReady ? inner.threshold() : Integer.MAX_VALUE;
    }

    @Override
    public Optional<Failure> prepare() {
        Optional<Failure> reason = inner.prepare();
        isReady = reason.isEmpty();
        return reason;
    }

    @Override
    public Optional<Failure> failure() {
        return inner.failure();
    }

    @Override
    public Optional<Reader> reader(BoundModel model, int threads) {
        return isReady ? inner.reader(model, threads) : Optional.empty();
    }
}
