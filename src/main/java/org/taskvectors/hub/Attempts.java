package org.taskvectors.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Counts how often one request failed in a row, and waits before it is repeated.
final class Attempts {
    private static final long LOOK_MILLISECONDS = 50;

    private final HubLimits limits;
    private final Cancellation cancellation;
    private int failures;

    Attempts(HubLimits limits, Cancellation cancellation) {
        this.limits = limits;
        this.cancellation = cancellation;
    }

    /// Something came of it: what fails from now on is counted anew.
    void progressed() {
        failures = 0;
    }

    /// Waits before the next try: what the server asks for, or twice as long as before and a random
    /// part less, so that many that failed together do not come again together.
    ///
    /// @throws Failure if it was tried often enough
    void failed(Passing reason) throws Failure, IOException, CancelledException {
        failures++;
        if (failures > limits.retries()) {
            throw reason.failure();
        }
        long longest = limits.longestWait().toMillis();
        long doubled =
                Math.min(longest, limits.firstWait().toMillis() << Math.min(failures - 1, 20));
        long own = doubled - ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        pause(
                reason.pause()
                        .map(Duration::toMillis)
                        .map(asked -> Math.min(asked, longest))
                        .orElse(own));
    }

    private void pause(long milliseconds) throws IOException, CancelledException {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (true) {
            cancellation.check();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return;
            }
            Waiting.sleep(Math.min(left, LOOK_MILLISECONDS));
        }
    }
}
