package org.taskvectors.hub;

import java.io.IOException;
import java.time.Duration;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// The waits of all requests of one client before they are repeated. Where several wait at the same
/// time, the listener hears of one.
final class Waits {
    private static final long LOOK_MILLISECONDS = 50;

    /// A shorter wait is over before anybody has read of it.
    private static final long LEAST_SAID_MILLISECONDS = 2_000;

    private final WaitListener listener;
    private int waiting;
    private long saidUntil;

    Waits(WaitListener listener) {
        this.listener = listener;
    }

    /// Waits, and says so where it is long.
    ///
    /// @param why a sentence without its full stop
    void pause(long milliseconds, String why, Cancellation cancellation)
            throws IOException, CancelledException {
        boolean isSaid = milliseconds >= LEAST_SAID_MILLISECONDS;
        long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
        if (isSaid) {
            begin(end, why);
        }
        try {
            sleep(end, cancellation);
        } finally {
            if (isSaid) {
                end();
            }
        }
    }

    private static void sleep(long end, Cancellation cancellation)
            throws IOException, CancelledException {
        while (true) {
            cancellation.check();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            Waiting.sleep(Math.min(left, LOOK_MILLISECONDS));
        }
    }

    private synchronized void begin(long end, String why) {
        boolean isNews = waiting == 0 || end - saidUntil > LEAST_SAID_MILLISECONDS * 1_000_000;
        waiting++;
        if (isNews) {
            saidUntil = end;
            listener.waits(why);
        }
    }

    private synchronized void end() {
        waiting--;
        if (waiting == 0) {
            listener.waits("");
        }
    }

    /// `30 seconds`, `25 minutes`, `3 hours`, `12 days`: rounded up.
    static String words(Duration time) {
        long seconds = Math.ceilDiv(time.toMillis(), 1_000);
        if (seconds < 120) {
            return counted(seconds, "second");
        }
        if (seconds < 2 * 3_600) {
            return counted(Math.ceilDiv(seconds, 60), "minute");
        }
        return seconds < 2 * 86_400
                ? counted(Math.ceilDiv(seconds, 3_600), "hour")
                : counted(Math.ceilDiv(seconds, 86_400), "day");
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }
}
