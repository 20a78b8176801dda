package org.taskvectors.job;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs a numbered list of units of work on several threads. Each thread takes the next unit when
/// it is free, so units begin in order; the result of a unit must not depend on the thread that ran
/// it.
public final class Workers {
    private Workers() {}

    /// One thread's worker: created and closed on the thread that uses it, so that its buffers are
    /// allocated near that thread.
    @FunctionalInterface
    public interface Worker extends AutoCloseable {
        /// Runs the unit of that number.
        void unit(int number) throws IOException, CancelledException;

        /// Called once after the thread's last unit, also after a failure; closes nothing where the
        /// worker has nothing of its own.
        @Override
        default void close() {}
    }

    /// Makes the worker of one thread.
    @FunctionalInterface
    public interface WorkerFactory {
        Worker create() throws IOException;
    }

    /// Runs units 0 to `units` − 1 on `threads` threads and returns when all are done. The first
    /// failure stops the other threads at their next unit and is thrown here.
    public static void run(int threads, int units, Cancellation cancellation, WorkerFactory factory)
            throws IOException, CancelledException {
        AtomicInteger next = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> running = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, units); i++) {
            running.add(
                    Thread.ofPlatform()
                            .daemon()
                            .name("worker-" + i)
                            .start(() -> work(next, units, cancellation, factory, failure)));
        }
        work(next, units, cancellation, factory, failure);
        running.forEach(Workers::join);
        rethrow(failure.get());
    }

    @SuppressWarnings("CatchingUnchecked") // carried to the caller's thread, whatever it is
    private static void work(
            AtomicInteger next,
            int units,
            Cancellation cancellation,
            WorkerFactory factory,
            AtomicReference<@Nullable Throwable> failure) {
        try (Worker worker = factory.create()) {
            for (int unit = next.getAndIncrement(); unit < units; unit = next.getAndIncrement()) {
                if (failure.get() != null) {
                    return;
                }
                cancellation.check();
                worker.unit(unit);
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(@Nullable Throwable failure)
            throws IOException, CancelledException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case CancelledException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }
}
