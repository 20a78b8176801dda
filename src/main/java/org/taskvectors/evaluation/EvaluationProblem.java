package org.taskvectors.evaluation;

import org.taskvectors.file.Problem;

/// What can keep an evaluation from being done, or from being opened again.
public enum EvaluationProblem implements Problem {
    /// A question without choices, or without a text.
    NOTHING_TO_SCORE,
    /// A choice that is longer than the model's context.
    CHOICE_TOO_LONG,
    /// A sweep without points, with too many of them, or over what is not laid on the model.
    SWEEP_WRONG,
    /// A saved evaluation that is not one, or whose beginning is damaged.
    RECORD_MALFORMED,
    /// A saved evaluation that a newer version of the program made.
    RECORD_NEWER,
    /// A saved evaluation of other models, data or settings than those that are to go on.
    RECORD_OF_OTHER
}
