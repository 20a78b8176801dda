package org.taskvectors.job;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Something that is done a little after it was last asked for, on a thread of its own: many
/// requests close together make one.
public final class Later implements AutoCloseable {
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("later").factory());
    private final Duration delay;
    private final Runnable action;
    private @Nullable ScheduledFuture<?> pending;

    /// @param action must not throw: nobody would hear of it
    public Later(Duration delay, Runnable action) {
        this.delay = delay;
        this.action = action;
    }

    /// Asks for it; the time starts anew with each request.
    public synchronized void request() {
        if (thread.isShutdown()) {
            return;
        }
        if (pending != null) {
            pending.cancel(false);
        }
        pending = thread.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Does at once, on this thread, what is still waiting, and takes no more requests.
    @Override
    public void close() {
        boolean waits;
        synchronized (this) {
            waits = pending != null && pending.cancel(false);
            thread.shutdown();
        }
        boolean ended = awaitEnd();
        if (waits && ended) {
            action.run();
        }
    }

    private boolean awaitEnd() {
        try {
            return thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
