package org.taskvectors.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// Counts how far some work is, in bytes mostly: working threads add, the display reads. Adding is
/// cheap enough for every block.
public final class Progress {
    /// What is counted mostly.
    public static final String BYTES = "bytes";

    private final LongAdder done = new LongAdder();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final Pace pace = new Pace();
    private final LongSupplier clock;
    private final Optional<Progress> whole;
    private volatile String unit = BYTES;
    private volatile String steps = "";
    private volatile String runsOn = "";

    public Progress() {
        this(System::nanoTime);
    }

    /// @param clock nanoseconds from any beginning
    public Progress(LongSupplier clock) {
        this(clock, Optional.empty());
    }

    private Progress(LongSupplier clock, Optional<Progress> whole) {
        this.clock = clock;
        this.whole = whole;
    }

    /// Returns the progress of a share of this work: what is added to it counts here too, but its
    /// beginning is none of this one's.
    public Progress ofShare() {
        return new Progress(clock, Optional.of(this));
    }

    /// Sets how many bytes there are to do, and starts the clock.
    public void begin(long totalBytes) {
        begin(totalBytes, BYTES);
    }

    /// Sets how much there is to do at most, and starts the clock.
    ///
    /// @param what is counted, in the plural: `tokens`
    public void begin(long most, String what) {
        done.reset();
        unit = what;
        total.set(most);
        synchronized (pace) {
            pace.begin();
            started.set(clock.getAsLong());
        }
    }

    /// Returns what is counted: `bytes`, `tokens`.
    public String unit() {
        return unit;
    }

    /// Says how far the work is in steps that a person knows, in place of what is counted: `163 of
    /// 185 points`.
    public void say(String newSteps) {
        steps = newSteps;
    }

    /// Returns how far the work is in steps that a person knows; empty where it does not say.
    public String steps() {
        return steps;
    }

    /// Takes note of the device that the work runs on now.
    ///
    /// @param device its label: `GPU 0`; empty where none is known
    public void runsOn(String device) {
        runsOn = device;
        whole.ifPresent(progress -> progress.runsOn(device));
    }

    /// Returns the label of the device that the work runs on now; empty where it does not say.
    public String runsOn() {
        return runsOn;
    }

    /// Takes note that there is less to do than was thought.
    public void lessen(long by) {
        total.addAndGet(-by);
    }

    public void add(long bytes) {
        done.add(bytes);
        if (whole.isPresent()) {
            whole.get().add(bytes);
        }
    }

    public long done() {
        return done.sum();
    }

    public long total() {
        return total.get();
    }

    /// Returns the share that is done, between 0 and 1; 0 while the total is not known.
    public double fraction() {
        long all = total.get();
        return all == 0 ? 0 : Math.min(1.0, (double) done() / all);
    }

    /// Returns how much is done in a second of late; 0 before the first.
    public double rate() {
        if (started.get() == 0) {
            return 0;
        }
        synchronized (pace) {
            double seconds = seconds();
            long now = done();
            pace.look(seconds, now);
            return pace.rate(seconds, now);
        }
    }

    /// Returns the seconds left at the rate of late; NaN while the rate says nothing about the
    /// rest, since it is too early or it changes too much.
    public double secondsLeft() {
        if (started.get() == 0) {
            return Double.NaN;
        }
        synchronized (pace) {
            double seconds = seconds();
            long now = done();
            pace.look(seconds, now);
            double rate = pace.rate(seconds, now);
            return rate > 0 && pace.isTelling(seconds, now, fraction())
                    ? Math.max(0, total() - now) / rate
                    : Double.NaN;
        }
    }

    private double seconds() {
        return (clock.getAsLong() - started.get()) / 1e9;
    }
}
