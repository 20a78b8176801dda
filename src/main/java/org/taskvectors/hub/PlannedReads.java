package org.taskvectors.hub;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Service;

/// Fetches what will be read before it is read, of all repositories of a hub: large ranges on
/// several connections, in the order in which they will be read, and no more at a time than a
/// budget of bytes. Where several are read side by side, the one that has the least goes first. A
/// range's memory serves the next one when all of it was read.
///
/// Who reads what is not there yet fetches it itself at once, whatever the budget says, so that a
/// wrong order costs time and nothing else. Its memory lies outside of Java's heap.
final class PlannedReads {
    private static final long LOOK_MILLISECONDS = 50;

    private final HubClient client;
    private final ReadSize size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<ReadPlan> plans = new ArrayList<>();
    private final RangeBuffers buffers;
    private long mostHeld;
    private int busy;

    PlannedReads(HubClient client, ReadSize size) {
        this.client = client;
        this.size = size;
        this.buffers = new RangeBuffers(size.budget());
    }

    /// Returns the most bytes that are held of what was announced, but for those that readers fetch
    /// for themselves.
    long budget() {
        return size.budget();
    }

    /// Begins to fetch. Parts that lie near each other become one range, long ones several.
    ReadAhead.Plan willRead(List<PlannedSpan> spans) {
        ReadPlan plan = ReadPlan.of(spans, size);
        lock.lock();
        try {
            plans.add(plan);
            start();
        } finally {
            lock.unlock();
        }
        return () -> close(plan);
    }

    /// Breaks off what is on its way, and gives all memory back.
    private void close(ReadPlan plan) {
        plan.cancellation().cancel();
        lock.lock();
        try {
            plans.remove(plan);
            plan.ranges().forEach(this::over);
            clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Returns the most bytes that were held at a time.
    long mostHeld() {
        lock.lock();
        try {
            return mostHeld;
        } finally {
            lock.unlock();
        }
    }

    /// Returns the bytes that are held now.
    long held() {
        lock.lock();
        try {
            return buffers.usedBytes();
        } finally {
            lock.unlock();
        }
    }

    /// Reads what was announced.
    ///
    /// @return how many bytes; 0 where nobody announced that position
    int read(HubFile file, long position, ByteBuffer target, Cancellation cancellation)
            throws IOException, CancelledException {
        PlannedRange range;
        int count;
        lock.lock();
        try {
            Optional<PlannedRange> found = filled(file, position, cancellation);
            if (found.isEmpty()) {
                return 0;
            }
            range = found.get();
            count = (int) Math.min(target.remaining(), range.from() + range.filled() - position);
            range.pin();
        } finally {
            lock.unlock();
        }
        try {
            range.copy(position, count, target);
        } finally {
            lock.lock();
            try {
                range.unpin();
                boolean isAll = range.read(position, count);
                if (range.state() == PlannedRange.State.OVER) {
                    free(range);
                } else if (isAll) {
                    read(range);
                }
            } finally {
                lock.unlock();
            }
        }
        return count;
    }

    /// Ends a range that was read, but for a while in which it is kept; one whose last bytes have
    /// just come, once it is known that they were the last.
    private void read(PlannedRange range) {
        if (range.state() == PlannedRange.State.READY) {
            range.become(PlannedRange.State.READ);
            range.plan().read(range).ifPresent(this::over);
        }
        for (PlannedRange left : range.plan().leftBehind(range)) {
            leave(left);
        }
        start();
    }

    /// Lets go of what a range holds; who reads it after all fetches it again.
    private void leave(PlannedRange range) {
        range.free(buffers);
        range.become(PlannedRange.State.WAITING);
        range.leaveToReaders();
    }

    /// Notes that bytes were read from elsewhere.
    void taken(HubFile file, long position, long count) {
        lock.lock();
        try {
            long at = position;
            while (at < position + count) {
                Optional<PlannedRange> range = at(file, at);
                if (range.isEmpty()) {
                    return;
                }
                long end = Math.min(position + count, range.get().from() + range.get().length());
                if (range.get().read(at, end - at)) {
                    over(range.get());
                }
                at = end;
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<PlannedRange> at(HubFile file, long position) {
        return plans.stream().flatMap(plan -> plan.at(file, position).stream()).findFirst();
    }

    /// Returns the range of a position once that byte is there.
    private Optional<PlannedRange> filled(HubFile file, long position, Cancellation cancellation)
            throws IOException, CancelledException {
        Optional<PlannedRange> found = at(file, position);
        int failures = found.map(PlannedRange::failures).orElse(0);
        while (found.isPresent()) {
            PlannedRange range = found.get();
            cancellation.check();
            if (!range.isWanted()) {
                // It was given up meanwhile.
                found = at(file, position);
                failures = found.map(PlannedRange::failures).orElse(0);
            } else if (position < range.from() + range.filled()) {
                return found;
            } else if (range.failures() != failures) {
                throw range.failure().orElseThrow();
            } else if (range.state() == PlannedRange.State.WAITING) {
                makeRoom(range);
                begin(range);
                lock.unlock();
                try {
                    load(range, cancellation);
                } finally {
                    lock.lock();
                }
                if (range.failures() != failures) {
                    throw range.failure().orElseThrow();
                }
            } else {
                await();
            }
        }
        return found;
    }

    /// Waits for a change, or for a moment: the reader may be cancelled meanwhile.
    @SuppressWarnings("WaitNotInLoop") // its caller looks again
    private void await() throws IOException {
        try {
            changed.await(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw Waiting.interrupted();
        }
    }

    /// Lets go of ranges that lie before one that is read now and were not read themselves: where
    /// the order is another than was said, the budget would be theirs for ever.
    private void makeRoom(PlannedRange wanted) {
        for (PlannedRange range : wanted.plan().ranges()) {
            if (range.equals(wanted) || buffers.usedBytes() + wanted.held() <= size.budget()) {
                return;
            }
            if (range.state() == PlannedRange.State.READY && !range.isPinned()) {
                leave(range);
            }
        }
    }

    private void begin(PlannedRange range) {
        range.allocate(buffers);
        range.become(PlannedRange.State.LOADING);
        mostHeld = Math.max(mostHeld, buffers.usedBytes());
    }

    private void start() {
        while (busy < size.connections()) {
            Optional<PlannedRange> range = taken();
            if (range.isEmpty()) {
                return;
            }
            busy++;
            Service.start("hub-reads", () -> work(range.get()));
        }
    }

    /// Returns the next range to fetch ahead, with memory for it; none where there is no more of
    /// it, or of ranges.
    private Optional<PlannedRange> taken() {
        Optional<PlannedRange> range = next();
        try {
            range.ifPresent(this::begin);
            return range;
        } catch (OutOfMemoryError e) {
            // Who reads it tries again, and is told.
            range.ifPresent(PlannedRange::leaveToReaders);
            return Optional.empty();
        }
    }

    /// Returns the next range of the plan that has the least.
    private Optional<PlannedRange> next() {
        Optional<PlannedRange> range =
                plans.stream()
                        .filter(plan -> plan.waiting().isPresent())
                        .min(Comparator.comparingLong(ReadPlan::held))
                        .flatMap(ReadPlan::waiting);
        long used = buffers.usedBytes();
        return range.filter(one -> used == 0 || one.isHeld() || used + one.held() <= size.budget());
    }

    /// Fetches one range after the other, as long as there are some.
    private void work(PlannedRange first) {
        Optional<PlannedRange> range = Optional.of(first);
        while (range.isPresent()) {
            try {
                load(range.get(), range.get().plan().cancellation());
            } catch (CancelledException e) {
                // Nobody waits for it.
            }
            lock.lock();
            try {
                range = taken();
                if (range.isEmpty()) {
                    busy--;
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /// Fetches what is missing of a range on this thread. A failure is kept for who reads it.
    @SuppressWarnings("CatchingUnchecked") // carried to the reader's thread, whatever it is
    private void load(PlannedRange range, Cancellation cancellation) throws CancelledException {
        Optional<IOException> failure = Optional.empty();
        boolean isWhole = false;
        try {
            long had = range.filled();
            long[] at = {had};
            client.read(
                    range.file(),
                    range.from() + had,
                    range.length() - had,
                    bytes -> {
                        int count = bytes.remaining();
                        range.put(at[0], bytes);
                        at[0] += count;
                        filled(range, at[0]);
                    },
                    cancellation);
            isWhole = true;
        } catch (ClosedByInterruptException e) {
            // The reader's own; others fetch it.
            throw new CancelledException();
        } catch (IOException e) {
            failure = Optional.of(e);
        } catch (RuntimeException | Error e) {
            failure = Optional.of(new IOException(e));
        } finally {
            lock.lock();
            try {
                boolean isOver = range.state() == PlannedRange.State.LOADING_FOR_NOBODY;
                range.become(
                        isOver
                                ? PlannedRange.State.OVER
                                : isWhole ? PlannedRange.State.READY : PlannedRange.State.WAITING);
                failure.ifPresent(range::failed);
                if (isOver) {
                    free(range);
                } else if (range.isAllRead()) {
                    read(range);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void filled(PlannedRange range, long count) throws CancelledException {
        lock.lock();
        try {
            if (range.state() == PlannedRange.State.LOADING_FOR_NOBODY) {
                throw new CancelledException();
            }
            range.filledTo(count);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Ends a range that was read, or that nobody will read.
    private void over(PlannedRange range) {
        if (!range.isWanted()) {
            return;
        }
        boolean isLoading = range.state() == PlannedRange.State.LOADING;
        range.become(isLoading ? PlannedRange.State.LOADING_FOR_NOBODY : PlannedRange.State.OVER);
        if (!isLoading) {
            free(range);
        }
        changed.signalAll();
    }

    private void free(PlannedRange range) {
        if (!range.isPinned()) {
            range.free(buffers);
            clear();
            start();
        }
    }

    /// Keeps no memory where nothing is read.
    private void clear() {
        if (plans.isEmpty()) {
            buffers.clear();
        }
    }

    /// Gives up all that was announced.
    void close() {
        lock.lock();
        try {
            List.copyOf(plans).forEach(this::close);
        } finally {
            lock.unlock();
        }
    }
}
