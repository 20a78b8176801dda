package org.taskvectors.checkpoint;

import org.taskvectors.file.Problem;

/// The kind of a file by its first bytes, whatever its name. As the problem of a
/// [org.taskvectors.file.Failure] it says what was found instead of weights. Each format has an
/// enum of its own for its files and for related ones that it refuses; the opener has one for all
/// other files.
public interface FileKind extends Problem {
    /// Returns its name for people: `Git LFS pointer`.
    String label();

    /// Returns a sentence that says what was found and why it holds no weights; empty for a kind
    /// that is opened.
    String what();

    /// Returns a sentence that says what to do; empty if there is nothing to do.
    String advice();

    /// Whether a file of this kind is opened.
    default boolean isOpened() {
        return what().isEmpty();
    }
}
