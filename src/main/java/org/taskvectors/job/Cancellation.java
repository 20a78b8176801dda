package org.taskvectors.job;

import java.util.concurrent.atomic.AtomicBoolean;

/// A request to stop, shared between the caller that cancels and the work that checks it often.
/// Threads are never interrupted: an interrupt closes the file channels that other threads are
/// reading.
public final class Cancellation {
    private final AtomicBoolean cancelled = new AtomicBoolean();

    public void cancel() {
        cancelled.set(true);
    }

    public boolean isCancelled() {
        return cancelled.get();
    }

    /// @throws CancelledException if [#cancel] was called
    public void check() throws CancelledException {
        if (isCancelled()) {
            throw new CancelledException();
        }
    }
}
