package org.taskvectors.hub;

import java.io.Closeable;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// The bytes of an answer as they come: a few packets are held, whichever side is slow. Unlike the
/// library's own streams it notices when nothing comes any more.
final class Body implements HttpResponse.BodySubscriber<Body>, Closeable {
    private static final int AHEAD = 16;
    private static final long LOOK_MILLISECONDS = 50;

    /// What happened, in its order.
    ///
    /// @param end whether the answer is at its end, or broke off
    /// @param failure why it broke off
    private record Event(List<ByteBuffer> bytes, boolean end, @Nullable Throwable failure) {}

    /// No byte came for as long as is waited, or hardly any for longer.
    static final class Stalled extends IOException {
        private static final long serialVersionUID = 1L;

        Stalled(String message) {
            super(message);
        }
    }

    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> source = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Deque<ByteBuffer> ready = new ArrayDeque<>();
    private long waited;
    private long came;

    @Override
    public CompletionStage<Body> getBody() {
        return CompletableFuture.completedStage(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source.set(subscription);
        if (closed.get()) {
            subscription.cancel();
        } else {
            subscription.request(AHEAD);
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        events.add(new Event(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(List.of(), true, null));
    }

    /// Returns the next bytes; null at the end.
    ///
    /// @param patience how long no byte may come, and what has to come in a longer time
    /// @throws Stalled if none came, or less
    @Nullable ByteBuffer next(HubPatience patience, Cancellation cancellation)
            throws IOException, CancelledException {
        while (ready.isEmpty()) {
            long begun = System.nanoTime();
            Event event = event(patience.stall(), cancellation);
            if (event.failure() != null) {
                throw new IOException(event.failure());
            }
            if (event.end()) {
                // Whoever asks once more gets the same answer.
                events.add(event);
                return null;
            }
            event.bytes().stream().filter(ByteBuffer::hasRemaining).forEach(ready::add);
            requireMore(System.nanoTime() - begun, patience);
            Flow.Subscription subscription = source.get();
            if (subscription != null) {
                subscription.request(1);
            }
        }
        return ready.poll();
    }

    /// Takes note of what came, and of how long was waited for it. What who reads it does with it
    /// meanwhile takes no time of the other side's.
    private void requireMore(long nanoseconds, HubPatience patience) throws Stalled {
        waited += nanoseconds;
        came += ready.stream().mapToLong(ByteBuffer::remaining).sum();
        if (waited >= patience.window().toNanos()) {
            if (came < patience.windowBytes()) {
                throw new Stalled(came + " bytes came in " + Waits.words(Duration.ofNanos(waited)));
            }
            waited = 0;
            came = 0;
        }
    }

    private Event event(Duration stall, Cancellation cancellation)
            throws IOException, CancelledException {
        long end = System.nanoTime() + stall.toNanos();
        while (true) {
            cancellation.check();
            try {
                Event event = events.poll(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    return event;
                }
            } catch (InterruptedException e) {
                throw Waiting.interrupted();
            }
            if (System.nanoTime() - end > 0) {
                throw new Stalled("no byte came for too long");
            }
        }
    }

    /// Breaks off what has not come yet.
    @Override
    public void close() {
        closed.set(true);
        Flow.Subscription subscription = source.get();
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
