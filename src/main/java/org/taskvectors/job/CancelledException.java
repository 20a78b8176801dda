package org.taskvectors.job;

import java.io.Serial;

/// Thrown by work that noticed that it was cancelled. It is not a failure: the work cleans up, and
/// nothing is reported.
public final class CancelledException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    public CancelledException() {
        super("cancelled");
    }
}
