package org.taskvectors.extraction.model;

import org.taskvectors.file.Problem;

/// Why a model is not saved, or not in that place.
public enum SaveProblem implements Problem {
    /// What should stand for a fine-tuned model is no adapter.
    NOT_AN_ADAPTER,
    /// What should be the base is an adapter itself.
    BASE_IS_AN_ADAPTER,
    /// The folder holds something already.
    FOLDER_NOT_EMPTY,
    /// Weights of the base are quantised in a way that is not read.
    UNDECODED,
    /// config.json of the base is not what it should be, and has to be changed.
    CONFIG_MALFORMED
}
