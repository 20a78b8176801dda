package org.taskvectors.job;

import java.io.Serial;

/// Thrown by work that noticed that it was cancelled. Not a failure: nothing is reported,
/// everything is cleaned up.
public final class CancelledException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
