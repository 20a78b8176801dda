package org.taskvectors.app;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.taskvectors.ui.common.Errors;

/// What happens to an error that nobody caught: it is shown in the window, and the window stays. It
/// holds back some memory for the case that there is none left.
final class UncaughtErrors implements Thread.UncaughtExceptionHandler {
    private static final Logger LOG = Logger.getLogger(UncaughtErrors.class.getName());
    private static final int PIECES = 8;
    private static final int PIECE = 1 << 20;

    private final Errors errors;

    /// In pieces: what filled the memory may still be held when the first error was shown, so that
    /// nothing can be put back before the second.
    private final @Nullable Object[] reserve = new @Nullable Object[PIECES];

    UncaughtErrors(Errors errors) {
        this.errors = errors;
        refill();
    }

    /// Takes every thread's uncaught errors from now on.
    void install() {
        Thread.setDefaultUncaughtExceptionHandler(this);
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
        if (error instanceof OutOfMemoryError) {
            giveBack();
        }
        try {
            errors.show("Something went wrong", error);
        } catch (RuntimeException | Error e) {
            // Nothing more can be shown; at least it is told on standard error, if even that works.
            tell(error);
        }
        refill();
    }

    private static void tell(Throwable error) {
        try {
            LOG.log(Level.SEVERE, "an error could not be shown", error);
        } catch (RuntimeException | Error e) {
            return;
        }
    }

    private synchronized void giveBack() {
        for (int i = 0; i < PIECES; i++) {
            if (reserve[i] != null) {
                reserve[i] = null;
                return;
            }
        }
    }

    private synchronized void refill() {
        try {
            for (int i = 0; i < PIECES; i++) {
                if (reserve[i] == null) {
                    reserve[i] = new byte[PIECE];
                }
            }
        } catch (OutOfMemoryError e) {
            // Tried again at the next error; until then there are the pieces that are left.
            return;
        }
    }
}
