package org.taskvectors.tokenizer;

import org.taskvectors.file.Problem;

/// What can be wrong with a tokenizer.
public enum TokenizerProblem implements Problem {
    /// The model's folder or file holds none.
    NO_TOKENIZER,
    /// A file of the tokenizer is larger than any tokenizer's is.
    TOO_LARGE,
    /// A file of the tokenizer is no JSON, or has not the form that it should have.
    MALFORMED,
    /// A file of the tokenizer is not UTF-8 text.
    NOT_UTF8,
    /// It has a part, or a kind, that is not known here.
    UNKNOWN_KIND,
    /// The pattern by which it cuts text could take for ever on some text.
    UNSAFE_PATTERN,
    /// The tokenizers' library refused it.
    REFUSED,
    /// The tokenizers' library could not be loaded on this system.
    NO_LIBRARY
}
