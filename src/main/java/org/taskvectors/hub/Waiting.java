package org.taskvectors.hub;

import java.nio.channels.ClosedByInterruptException;

/// Waits that an interrupt ends.
final class Waiting {
    private Waiting() {}

    static void sleep(long milliseconds) throws ClosedByInterruptException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /// Returns what a read throws that was interrupted, and leaves the thread interrupted.
    static ClosedByInterruptException interrupted() {
        Thread.currentThread().interrupt();
        return new ClosedByInterruptException();
    }
}
