package org.taskvectors.job;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.taskvectors.file.Failure;

/// Runs short work of which only the newest request matters: the check of a pair while policies
/// change, a comparison while a slider is dragged. A request that comes while another one runs
/// waits, and replaces one that waits already; so the answer is at most one request behind, however
/// fast requests come. Answers arrive in the order of their requests.
public final class Latest implements AutoCloseable {

    private record Request<T>(Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {}

    private final ExecutorService thread;
    private final AtomicReference<@Nullable Request<?>> next = new AtomicReference<>();
    private volatile Cancellation current = new Cancellation();
    private volatile boolean closed;

    /// @param name the thread's name, as thread dumps show it
    public Latest(String name) {
        thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Requests `work`; it replaces a request that has not begun. Only [#drop] and [#close] cancel
    /// work, so that a stream of requests still gives answers. `done` and `failed` are called on
    /// the work's thread.
    public <T> void ask(Work<T> work, Consumer<T> done, Consumer<Throwable> failed) {
        if (closed) {
            return;
        }
        if (next.getAndSet(new Request<>(work, done, failed)) == null) {
            thread.execute(this::runNext);
        }
    }

    /// Drops the waiting request and cancels the running one; neither calls back.
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

    @SuppressWarnings("CatchingUnchecked") // any error goes to the requester
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
                request.failed().accept(Failure.carriedBy(e));
            }
        }
    }
}
