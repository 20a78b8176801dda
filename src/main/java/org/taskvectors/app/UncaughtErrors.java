package org.taskvectors.app;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Errors;

/// What happens to an error that nobody caught: it is shown in the window, and the window stays. It
/// holds back some memory for the case that there is none left.
final class UncaughtErrors implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = Logger.getLogger(UncaughtErrors.class.getName());
    private static final int RESERVE = 4 << 20;

    private final Errors errors;
    private byte @Nullable [] reserve = new byte[RESERVE];

    UncaughtErrors(Errors errors) {
        this.errors = errors;
    }

    /// Takes every thread's uncaught errors from now on.
    void install() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
        if (error instanceof OutOfMemoryError) {
            reserve = null;
        }
        try {
            errors.show("Something went wrong", error);
        } catch (RuntimeException | Error e) {
            // Nothing more can be shown; at least it is told on standard error, if even that works.
            tell(error);
        }
        if (reserve == null) {
            refill();
        }
    }

    private static void tell(Throwable error) {
        try {
            LOG.log(Level.SEVERE, "an error could not be shown", error);
        } catch (RuntimeException | Error e) {
            return;
        }
    }

    private void refill() {
        try {
            reserve = new byte[RESERVE];
        } catch (OutOfMemoryError e) {
            // Tried again at the next error.
            reserve = null;
        }
    }
}
