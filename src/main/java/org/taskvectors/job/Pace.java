package org.taskvectors.job;

import java.util.ArrayDeque;
import java.util.Deque;

/// How fast some work goes now: the rate over the last half of its time, ten seconds at least, as
/// often as the display looks at it. What comes late and slow, as loading does first, is forgotten
/// in time.
final class Pace {
    private static final double LEAST_WINDOW = 10;

    /// Samples closer together than this share of the time tell nothing new.
    private static final double SPACING = 1.0 / 64;

    private static final double LEAST_SPACING = 0.2;

    /// Before so much time has passed, and so much is done, a rate says nothing about the rest.
    private static final double TELLING_SECONDS = 3;

    private static final double TELLING_SHARE = 0.03;
    private static final double LONG_SECONDS = 30;

    /// The two halves of the window may differ by this factor where the rate is steady.
    private static final double STEADY = 3;

    private record Sample(double seconds, long done) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private boolean isTelling;

    /// Forgets what was before, as when other work begins.
    void begin() {
        samples.clear();
        samples.add(new Sample(0, 0));
        isTelling = false;
    }

    /// Takes note of how far it is.
    ///
    /// @param seconds since it began
    void look(double seconds, long done) {
        Sample last = samples.peekLast();
        if (last == null
                || seconds - last.seconds() >= Math.max(LEAST_SPACING, seconds * SPACING)) {
            samples.add(new Sample(seconds, done));
        }
        double from = seconds - Math.max(LEAST_WINDOW, seconds / 2);
        while (samples.size() > 2 && second().seconds() <= from) {
            samples.removeFirst();
        }
    }

    /// Units a second; 0 before the first.
    double rate(double seconds, long done) {
        Sample first = samples.peekFirst();
        return first == null || seconds <= first.seconds()
                ? 0
                : (done - first.done()) / (seconds - first.seconds());
    }

    /// Whether the rate says something about the rest. Once it does, it goes on doing so.
    boolean isTelling(double seconds, long done, double fraction) {
        isTelling |=
                seconds >= TELLING_SECONDS
                        && done > 0
                        && (fraction >= TELLING_SHARE || seconds >= LONG_SECONDS)
                        && isSteady(seconds, done);
        return isTelling;
    }

    private boolean isSteady(double seconds, long done) {
        Sample first = samples.getFirst();
        double middle = (first.seconds() + seconds) / 2;
        Sample half = first;
        for (Sample sample : samples) {
            if (sample.seconds() <= middle) {
                half = sample;
            }
        }
        double before =
                (half.done() - first.done()) / Math.max(1e-9, half.seconds() - first.seconds());
        double after = (done - half.done()) / Math.max(1e-9, seconds - half.seconds());
        return before > 0 && after > 0 && Math.max(before / after, after / before) <= STEADY;
    }

    private Sample second() {
        var all = samples.iterator();
        all.next();
        return all.next();
    }
}
