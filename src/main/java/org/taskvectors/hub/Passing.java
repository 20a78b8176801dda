package org.taskvectors.hub;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.taskvectors.file.Failure;

/// A failure for a reason that may pass, so that the request is repeated.
final class Passing extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    private final Failure failure;
    private final transient Optional<Duration> pause;

    /// @param failure what is said once it was repeated too often
    /// @param pause how long the server asks to wait; empty where it does not say
    Passing(Failure failure, Optional<Duration> pause) {
        super(failure.getMessage(), failure);
        this.failure = failure;
        this.pause = pause;
    }

    Failure failure() {
        return failure;
    }

    Optional<Duration> pause() {
        return pause;
    }
}
