package org.taskvectors.prompt;

import org.taskvectors.file.Problem;

/// What can be wrong with a prompt template, its file, or what is filled into it.
public enum PromptProblem implements Problem {
    /// A file of templates that is not JSON, or has not the form of one.
    MALFORMED,
    /// A file of templates that is larger, or holds more, than any has.
    TOO_LARGE,
    /// A template that names a field twice, or has a field that its text does not use.
    FIELD_WRONG,
    /// A chat with a model that has no chat template.
    NO_CHAT_TEMPLATE,
    /// A template that is not there.
    UNKNOWN_TEMPLATE,
    /// A field that was not filled in.
    FIELD_MISSING,
    /// A value for a field that the template does not have.
    FIELD_UNKNOWN
}
