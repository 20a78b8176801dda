package org.taskvectors.tokenizer.template;

import org.taskvectors.file.Problem;

/// What can be wrong with a chat template, or with a conversation that it is to render.
public enum TemplateProblem implements Problem {
    /// The template is no Jinja.
    SYNTAX,
    /// The template uses a part of Jinja or of Python that is not understood here.
    UNSUPPORTED,
    /// The template refused the conversation by `raise_exception`, in its own words.
    RAISED,
    /// The template computes with a value that is not there.
    UNDEFINED,
    /// The template computes with values of kinds that do not go together.
    WRONG_VALUE,
    /// The template reaches for what the sandbox keeps from it.
    SANDBOX,
    /// The template, its depth, its work, its output or a value in it is too large.
    LIMIT
}
