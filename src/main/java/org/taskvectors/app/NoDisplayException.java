package org.taskvectors.app;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// There is no display to open a window on.
final class NoDisplayException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    /// @param cause what JavaFX said; null where it was not asked
    NoDisplayException(@Nullable Throwable cause) {
        super(cause);
    }
}
