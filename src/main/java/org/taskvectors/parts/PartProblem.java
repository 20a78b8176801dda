package org.taskvectors.parts;

import org.taskvectors.file.Problem;

/// What can be wrong with parts that are to be joined.
public enum PartProblem implements Problem {
    /// A file that is no part, or a folder without any.
    NOT_A_PART,
    /// Some of the parts are absent.
    MISSING,
    /// One part is there twice.
    DOUBLED,
    /// A part of another work.
    OTHER_REQUEST,
    /// A part that another version of the program made.
    OTHER_VERSION,
    /// What a part holds is not what was written into it.
    DAMAGED,
    /// An input was changed while a part was made.
    CHANGED
}
