package org.taskvectors.merge;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.tensor.Compute;

/// Rules of a merge that is opened before it is measured: the first thread that asks for a block
/// measures, the others wait for it. Where measuring fails nothing is kept, and the next one tries
/// again.
final class LaterRules implements Rules {
    /// Measures what a method needs.
    @FunctionalInterface
    interface Measurement {
        Rules measure(Compute compute, Progress progress, Cancellation cancellation)
                throws IOException, CancelledException;
    }

    private static final long TICK_MILLISECONDS = 20;

    private final Measurement measurement;
    private final Compute compute;
    private final Lock lock = new ReentrantLock();
    private volatile @Nullable Rules known;

    /// @param compute with what a reader measures where no job did before
    LaterRules(Measurement measurement, Compute compute) {
        this.measurement = measurement;
        this.compute = compute;
    }

    boolean isMeasured() {
        return known != null;
    }

    /// Returns the rules, measured; as of a reader, which cannot be cancelled.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read or
    ///   measured
    Rules measured() throws IOException {
        try {
            return measured(compute, new Progress(), new Cancellation());
        } catch (CancelledException e) {
            // Its thread is told to end: as a file that is closed under a reader.
            throw new InterruptedIOException("interrupted while a merge was measured");
        }
    }

    /// Returns the rules, measured.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read or
    ///   measured
    /// @throws CancelledException if it was cancelled, also while another thread measures
    Rules measured(Compute with, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        Rules ready = known;
        if (ready != null) {
            return ready;
        }
        await(cancellation);
        try {
            Rules first = known;
            if (first == null) {
                first = measurement.measure(with, progress, cancellation);
                known = first;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void await(Cancellation cancellation) throws CancelledException {
        try {
            while (!lock.tryLock(TICK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                cancellation.check();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException();
        }
    }

    /// @throws IllegalStateException before they were [#measured]
    @Override
    public Rule rule(Slot slot) {
        return Optional.ofNullable(known)
                .orElseThrow(() -> new IllegalStateException("not measured yet"))
                .rule(slot);
    }
}
