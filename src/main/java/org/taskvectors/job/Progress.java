package org.taskvectors.job;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts how far some work is, in bytes mostly: working threads add, the display reads. Adding is
/// cheap enough for every block.
public final class Progress {
    /// What is counted mostly.
    public static final String BYTES = "bytes";

    private final LongAdder done = new LongAdder();
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private volatile String unit = BYTES;
    private volatile String steps = "";

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
        started.set(System.nanoTime());
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

    /// Takes note that there is less to do than was thought.
    public void lessen(long by) {
        total.addAndGet(-by);
    }

    public void add(long bytes) {
        done.add(bytes);
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

    /// Returns bytes per second since [#begin]; 0 before the first byte.
    public double rate() {
        long began = started.get();
        double seconds = (System.nanoTime() - began) / 1e9;
        return began == 0 || seconds <= 0 ? 0 : done() / seconds;
    }

    /// Returns the seconds left at the rate so far; NaN while the rate is not known.
    public double secondsLeft() {
        double rate = rate();
        return rate <= 0 ? Double.NaN : Math.max(0, total() - done()) / rate;
    }
}
