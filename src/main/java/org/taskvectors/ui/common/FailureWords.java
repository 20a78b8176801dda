package org.taskvectors.ui.common;

import org.taskvectors.file.Failure;

/// What a panel says of a job that failed: the message of a [Failure]; anything else is a defect.
public final class FailureWords {
    private FailureWords() {}

    /// The failure in words, in one line or several.
    public static String of(Throwable failure) {
        return failure instanceof Failure
                ? String.valueOf(failure.getMessage())
                : "A defect of the program: " + failure;
    }
}
