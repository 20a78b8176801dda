package org.taskvectors.evaluation.token;

import org.taskvectors.file.Problem;

/// What can be wrong with a file of texts.
public enum TextProblem implements Problem {
    /// Bytes that are not UTF-8.
    NOT_UTF8,
    /// A file that holds more than is read at once.
    TOO_LARGE,
    /// A file without a text.
    NO_TEXT,
    /// A line of a `.jsonl` file that is no JSON object with a text in its field `text`.
    NO_TEXT_FIELD
}
