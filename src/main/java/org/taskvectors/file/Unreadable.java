package org.taskvectors.file;

import java.nio.file.Path;

/// The failures of files and folders that are there, and that this person may not read.
public final class Unreadable {
    private Unreadable() {}

    /// Returns the failure.
    ///
    /// @param what a sentence without its full stop: `this folder cannot be listed`
    public static Failure of(Path path, String what, Exception cause) {
        return Failure.of(FileProblem.NOT_READABLE, path, what, "Check its permissions")
                .causedBy(cause);
    }
}
