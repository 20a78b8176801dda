package org.taskvectors.workspace;

import org.taskvectors.file.Problem;

/// What can be wrong with a saved workspace.
public enum WorkspaceProblem implements Problem {
    /// It is not what this program writes.
    DAMAGED,
    /// A newer version of the program wrote it.
    TOO_NEW,
    /// The sample models are not beside the program.
    NO_SAMPLE,
    /// Another window has it.
    ELSEWHERE,
    /// It lies where this user may not write.
    READ_ONLY,
    /// Its file system cannot tell one window from two.
    NO_LOCKS,
    /// Another program wrote it while it was open.
    CHANGED
}
