package org.taskvectors.ui.extract;

import org.taskvectors.file.Failure;

/// Why something failed, in words for the place where it failed.
final class Reason {
    private Reason() {}

    static String of(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof Failure || (message != null && !message.isBlank())) {
            return failure instanceof Failure || failure instanceof java.io.IOException
                    ? String.valueOf(message)
                    : "A defect of the program: " + message;
        }
        return "A defect of the program: " + failure.getClass().getSimpleName();
    }
}
