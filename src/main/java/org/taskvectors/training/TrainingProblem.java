package org.taskvectors.training;

import org.taskvectors.file.Problem;

/// Why a model is not trained, or not any further.
public enum TrainingProblem implements Problem {
    /// Loss, gradient or weights are no longer finite.
    DIVERGED,
    /// There is no row to train on.
    NOTHING_TO_LEARN,
    /// No module of the model has one of the names that are to be trained.
    NO_TARGETS,
    /// The model's files keep weights in an order in which their change would be wrong elsewhere.
    LAYOUT,
    /// The run does not fit into memory.
    OUT_OF_MEMORY,
    /// The settings contradict each other, or are out of range.
    SETTINGS,
    /// The folder holds a run of another base, other data or other settings.
    RUN_OF_OTHER,
    /// The folder holds a run that has ended.
    RUN_ENDED,
    /// The folder holds a run that was broken off, and a new one was asked for.
    RUN_UNFINISHED,
    /// Another process goes on with the run.
    RUN_HELD,
    /// The folder holds something other than a run.
    NOT_A_RUN,
    /// The record of the run, or its state, is damaged.
    RECORD_MALFORMED,
    /// A newer version of the program made the record.
    RECORD_NEWER
}
