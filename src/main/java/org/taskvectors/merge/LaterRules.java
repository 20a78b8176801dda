package org.taskvectors.merge;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.method.Rule;
import org.taskvectors.merge.method.Rules;
import org.taskvectors.merge.method.Slot;

/// Rules of a merge that is opened before it is measured: the first thread that asks for a block
/// measures, the others wait for it. Where measuring fails nothing is kept, and the next one tries
/// again.
final class LaterRules implements Rules {
    /// Measures what a method needs.
    @FunctionalInterface
    interface Measurement {
        Rules measure() throws IOException, CancelledException;
    }

    private final Measurement measurement;
    private final Lock lock = new ReentrantLock();
    private volatile @Nullable Rules known;

    LaterRules(Measurement measurement) {
        this.measurement = measurement;
    }

    /// Returns the rules, measured.
    ///
    /// @throws IOException (a [org.taskvectors.file.Failure]) if something cannot be read or
    ///   measured
    Rules measured() throws IOException {
        Rules ready = known;
        if (ready != null) {
            return ready;
        }
        lock.lock();
        try {
            Rules first = known;
            if (first == null) {
                first = measurement.measure();
                known = first;
            }
            return first;
        } catch (CancelledException e) {
            throw new IllegalStateException("nobody can cancel this", e);
        } finally {
            lock.unlock();
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
