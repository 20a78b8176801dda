package org.taskvectors.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;

/// Counts how often one request failed in a row, and waits before it is repeated: neither too often
/// nor too long in sum.
final class Attempts {
    private final HubPatience patience;
    private final Waits waits;
    private final Cancellation cancellation;
    private int failures;
    private long end;

    Attempts(HubPatience patience, Waits waits, Cancellation cancellation) {
        this.patience = patience;
        this.waits = waits;
        this.cancellation = cancellation;
        progressed();
    }

    /// Something came of it: what fails from now on is counted anew.
    void progressed() {
        failures = 0;
        end = System.nanoTime() + patience.whole().toNanos();
    }

    /// Waits before the next try: what the server asks for, or twice as long as before and a random
    /// part less, so that many that failed together do not come again together.
    ///
    /// @throws Failure if it was tried often enough, for long enough, or the server asks to wait
    ///   longer than is waited
    void failed(Passing reason) throws Failure, IOException, CancelledException {
        failures++;
        Duration left = Duration.ofNanos(end - System.nanoTime());
        if (reason.pause().isPresent()) {
            Duration asked = reason.pause().get();
            if (asked.compareTo(patience.longestWait()) > 0 || asked.compareTo(left) > 0) {
                throw tooLong(reason.failure(), asked);
            }
        }
        long longest = patience.longestWait().toMillis();
        long doubled =
                Math.min(longest, patience.firstWait().toMillis() << Math.min(failures - 1, 20));
        long own = doubled - ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        long milliseconds = reason.pause().map(Duration::toMillis).orElse(own);
        if (failures > patience.retries() || milliseconds > left.toMillis()) {
            throw reason.failure();
        }
        String time = Waits.words(Duration.ofMillis(milliseconds));
        waits.pause(
                milliseconds,
                reason.pause().isPresent()
                        ? "the hub asks to wait " + time
                        : reason.failure().what() + "; it is asked again in " + time,
                cancellation);
    }

    private static Failure tooLong(Failure failure, Duration asked) {
        Failure said =
                Failure.of(
                                failure.problem(),
                                null,
                                failure.what() + ", and asks to wait " + Waits.words(asked),
                                failure.problem() == HubProblem.THROTTLED
                                        ? "Try again then; with a token in HF_TOKEN the hub allows"
                                                + " more"
                                        : "Try again then")
                        .causedBy(failure);
        String place = failure.place();
        return place == null ? said : said.at(place);
    }
}
