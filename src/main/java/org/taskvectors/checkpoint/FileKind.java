package org.taskvectors.checkpoint;

import org.taskvectors.file.Problem;

/// What a file's first bytes show it to be, whatever its name says. As the problem of a
/// [org.taskvectors.file.Failure] it means: this is what was found where weights were expected.
/// Each format has an enum of its own for its files and for relatives of theirs that it refuses;
/// what is no format's the opener knows.
public interface FileKind extends Problem {
    /// Its name for people: `Git LFS pointer`.
    String label();

    /// A sentence that says what was found and why it is no weights; empty where it is opened.
    String what();

    /// A sentence that says what to do about it; empty where there is nothing to say.
    String advice();

    /// Whether a file of this kind is opened.
    default boolean isOpened() {
        return what().isEmpty();
    }
}
