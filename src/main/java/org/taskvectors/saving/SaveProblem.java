package org.taskvectors.saving;

import org.taskvectors.file.Problem;

/// Why a checkpoint is not saved, or not in that place.
public enum SaveProblem implements Problem {
    /// The folder holds something already.
    FOLDER_NOT_EMPTY,
    /// The folder holds something other than an adapter.
    NOT_AN_ADAPTER,
    /// The place is one of those that are read.
    OUTPUT_IS_INPUT,
    /// Weights of the base are quantised in a way that is not read.
    UNDECODED,
    /// config.json of the base is not what it should be, and has to be changed.
    CONFIG_MALFORMED,
    /// An unfinished model of another request lies where this one would be written.
    PARTIAL_OF_ANOTHER,
    /// What an unfinished model says of itself is no text.
    JOURNAL_DAMAGED
}
