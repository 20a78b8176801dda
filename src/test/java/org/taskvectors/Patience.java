package org.taskvectors;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;

/// How tests deal with time on a machine that may be busy with twenty other things.
///
/// What happens elsewhere is waited for as a state, and for so long that only a hang exceeds it.
/// What has to be quick is measured in processor time, which the others do not take away.
public final class Patience {
    /// How long a state is waited for before it is given up.
    public static final long SECONDS = 120;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Patience() {}

    /// Lets others work for a moment, in a loop that waits for a state.
    public static void pause() {
        LockSupport.parkNanos(1_000_000);
    }

    /// Processor time that this thread has had so far, in nanoseconds; only differences mean
    /// something.
    public static long processorNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
