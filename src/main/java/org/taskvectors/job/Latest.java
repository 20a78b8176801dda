package org.taskvectors.job;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Short work of which only the newest request matters: the check of a pair while policies change,
/// a comparison while a slider is dragged. Requests that come while one is running wait, and of
/// those that wait only the last is run; so the answer is at most one request behind, however fast
/// they come. Answers arrive in the order of their requests.
public final class Latest implements AutoCloseable {

    private record Request<T>(Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {}

    private final ExecutorService thread;
    private final AtomicReference<@Nullable Request<?>> next = new AtomicReference<>();
    private volatile Cancellation current = new Cancellation();
    private volatile boolean closed;

    /// @param name of the thread, for whoever looks at a dump
    public Latest(String name) {
        thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Asks for `work`; it replaces a request that has not begun. The work is cancelled only by
    /// [#drop] and [#close], so that a stream of requests still gives answers. `done` and `failed`
    /// are called on the work's thread.
    public <T> void ask(Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        if (closed) {
            return;
        }
        if (next.getAndSet(new Request<>(work, done, failed)) == null) {
            thread.execute(this::runNext);
        }
    }

    /// Forgets what waits and cancels what runs; neither will answer.
    public void drop() {
        next.set(null);
        current.cancel();
    }

    @Override
    public void close() {
        closed = true;
        drop();
        thread.shutdown();
    }

    private void runNext() {
        Cancellation cancellation = new Cancellation();
        current = cancellation;
        Request<?> request = next.getAndSet(null);
        if (request != null) {
            run(request, cancellation);
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it is, whoever asked is told
    private static <T> void run(Request<T> request, Cancellation cancellation) {
        try {
            T answer = request.work().run(new Progress(), cancellation);
            if (!cancellation.isCancelled()) {
                request.done().accept(answer);
            }
        } catch (CancelledException e) {
            // Nobody waits for the answer any more.
        } catch (Throwable e) {
            if (!cancellation.isCancelled()) {
                request.failed().accept(e);
            }
        }
    }
}
