package org.taskvectors.training.data;

import org.taskvectors.file.Problem;

/// What can keep rows from becoming texts that a model is trained on.
public enum TrainingDataProblem implements Problem {
    /// A setting that no rows can be read with.
    SETTING_WRONG,
    /// A cell that holds no chat, or one of turns that are not known.
    CHAT_WRONG,
    /// A chat template that words the beginning of a chat in another way when the chat goes on.
    CHAT_CHANGES,
    /// An answer that adds no token to its prompt.
    ANSWER_EMPTY,
    /// A file none of whose rows can be trained on.
    NOTHING_TO_TRAIN,
    /// A file of held-out rows of which none can be asked, or that are worded in another way.
    HELD_OUT_WRONG
}
