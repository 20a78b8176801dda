package org.taskvectors.job;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Runs an action a little after its last request, on a thread of its own: many requests close
/// together run it once.
public final class Later implements AutoCloseable {
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("later").factory());
    private final Duration delay;
    private final Runnable action;
    private @Nullable ScheduledFuture<?> pending;

    /// @param action must not throw, since there is no caller to report to
    public Later(Duration delay, Runnable action) {
        this.delay = delay;
        this.action = action;
    }

    /// Requests the action; the delay starts anew with each request.
    public synchronized void request() {
        if (thread.isShutdown()) {
            return;
        }
        if (pending != null) {
            pending.cancel(false);
        }
        pending = thread.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Runs a waiting action at once, on this thread, and accepts no more requests.
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
