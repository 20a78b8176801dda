package org.taskvectors.job;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Threads that share short loops of microseconds to milliseconds, again and again: the caller and
/// daemon threads beside it. A waiting thread spins a little, as the next loop mostly follows at
/// once, and then sleeps. One caller at a time; it asks for cancelling between two loops.
public final class Team implements AutoCloseable {
    private static final long SPIN_NANOSECONDS = 50_000;
    private static final int SPINS_A_LOOK = 64;

    private final Member[] members;
    private final AtomicReference<@Nullable Loop> current = new AtomicReference<>();
    private volatile boolean isClosed;

    /// Does one piece of a loop; what it does must not depend on the thread.
    @FunctionalInterface
    public interface Piece {
        void run(int piece);
    }

    /// @param threads how many work, the caller included
    public Team(int threads) {
        members = new Member[Math.max(0, threads - 1)];
        for (int i = 0; i < members.length; i++) {
            members[i] = new Member(i);
        }
    }

    /// Returns how many threads work, the caller included.
    public int size() {
        return members.length + 1;
    }

    /// Runs pieces 0 to `pieces` − 1 and returns when all are done. The first failure keeps others
    /// from beginning and is thrown here.
    ///
    /// @throws IllegalStateException if the team is closed
    public void run(int pieces, Piece piece) {
        if (isClosed) {
            throw new IllegalStateException("the team is closed");
        }
        if (members.length == 0 || pieces <= 1) {
            for (int i = 0; i < pieces; i++) {
                piece.run(i);
            }
            return;
        }
        Loop loop = new Loop(pieces, piece);
        current.set(loop);
        for (int i = 0; i < Math.min(members.length, pieces - 1); i++) {
            members[i].wake();
        }
        loop.work();
        loop.await();
        current.set(null);
        loop.rethrow();
    }

    /// Ends the threads; they are gone soon after.
    @Override
    public void close() {
        isClosed = true;
        for (Member member : members) {
            LockSupport.unpark(member.thread);
        }
    }

    /// One call of [#run]. Counted are pieces that are done, so that the caller waits for no thread
    /// that has none.
    private static final class Loop {
        private final int pieces;
        private final Piece piece;
        private final Thread caller = Thread.currentThread();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger left;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Loop(int pieces, Piece piece) {
            this.pieces = pieces;
            this.piece = piece;
            left = new AtomicInteger(pieces);
        }

        @SuppressWarnings("CatchingUnchecked") // carried to the caller's thread, whatever it is
        void work() {
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null) {
                        piece.run(i);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
                if (left.decrementAndGet() == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }

        boolean isTaken() {
            return next.get() >= pieces;
        }

        /// Waits for the pieces that other threads have begun. Where something else holds the
        /// cores, spinning would keep them from ending.
        void await() {
            boolean interrupted = false;
            for (Spin spin = new Spin(); left.get() != 0; ) {
                if (!spin.again()) {
                    LockSupport.park(this);
                    interrupted |= Thread.interrupted();
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        void rethrow() {
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }

    /// A limited time of waiting without sleep.
    private static final class Spin {
        private int turns;
        private long until;

        boolean again() {
            if (turns++ % SPINS_A_LOOK == 0) {
                long now = System.nanoTime();
                if (until == 0) {
                    until = now + SPIN_NANOSECONDS;
                } else if (now - until > 0) {
                    return false;
                }
            }
            Thread.onSpinWait();
            return true;
        }
    }

    private final class Member {
        private final Thread thread;
        private volatile boolean isAsleep;

        Member(int number) {
            thread = Thread.ofPlatform().daemon().name("team-" + (number + 1)).start(this::serve);
        }

        void wake() {
            if (isAsleep) {
                LockSupport.unpark(thread);
            }
        }

        private void serve() {
            Loop done = null;
            while (!isClosed) {
                Loop loop = current.get();
                if (loop != null && loop != done && !loop.isTaken()) {
                    loop.work();
                    done = loop;
                    continue;
                }
                sleep();
            }
        }

        private void sleep() {
            for (Spin spin = new Spin(); !isWanted(); ) {
                if (!spin.again()) {
                    isAsleep = true;
                    if (!isWanted()) {
                        LockSupport.park(this);
                    }
                    isAsleep = false;
                    return;
                }
            }
        }

        private boolean isWanted() {
            Loop loop = current.get();
            return isClosed || (loop != null && !loop.isTaken());
        }
    }
}
