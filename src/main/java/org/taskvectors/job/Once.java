package org.taskvectors.job;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// Something large that is made on first use, once, on a thread of its own: any number of threads
/// wait for it, and one that is cancelled waits no longer, while the making goes on.
public final class Once<T> {
    private static final long TICK_MILLISECONDS = 20;

    private final String name;
    private final Supplier<T> making;
    private final AtomicBoolean isBegun = new AtomicBoolean();
    private final CompletableFuture<T> result = new CompletableFuture<>();

    /// @param name the thread's name, as thread dumps show it
    /// @param making is called at most once
    public Once(String name, Supplier<T> making) {
        this.name = name;
        this.making = making;
    }

    /// Returns what was made; empty as long as it is not there. Nothing is begun.
    public Optional<T> result() {
        return result.isDone() && !result.isCompletedExceptionally()
                ? Optional.of(result.join())
                : Optional.empty();
    }

    /// Begins to make it, where that was not done, and waits for it.
    public T get() {
        begin();
        return result.join();
    }

    /// Begins to make it, where that was not done, and waits for it.
    ///
    /// @throws CancelledException if it was cancelled before it was there
    public T get(Cancellation cancellation) throws CancelledException {
        begin();
        while (!result.isDone()) {
            cancellation.check();
            try {
                result.get(TICK_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // Waits on.
            } catch (ExecutionException e) {
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException();
            }
        }
        cancellation.check();
        return result.join();
    }

    private void begin() {
        if (isBegun.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name(name).start(this::make);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // any error goes to those who wait
    private void make() {
        try {
            result.complete(making.get());
        } catch (Throwable e) {
            result.completeExceptionally(e);
        }
    }
}
