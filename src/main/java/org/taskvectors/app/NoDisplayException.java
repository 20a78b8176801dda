package org.taskvectors.app;

import java.io.Serial;

/// There is no display to open a window on.
final class NoDisplayException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /// @param cause what JavaFX said
    NoDisplayException(Throwable cause) {
        super(cause);
    }
}
