package org.taskvectors.evaluation.data;

import org.taskvectors.file.Problem;

/// What can be wrong with a file of examples, or with how it is mapped onto a task.
public enum DataProblem implements Problem {
    /// A file without a byte, or with nothing but blanks.
    EMPTY,
    /// A table with names of columns and no row.
    NO_ROWS,
    /// A file of another kind, which its first bytes tell: compressed, a spreadsheet, weights.
    OTHER_KIND,
    /// A NUL character, which no text has.
    NOT_TEXT,
    /// Bytes that are no text in the encoding of the file.
    ENCODING,
    /// A file that ends in the middle of its last row.
    TRUNCATED,
    /// A row with another number of columns than the first.
    RAGGED,
    /// Quotes that are not as RFC 4180 wants them.
    QUOTES,
    /// JSON that cannot be read, or has not the form of rows.
    MALFORMED,
    /// A file, a row, or a number of rows, columns or cells beyond what is read.
    TOO_LARGE,
    /// Two columns of one name.
    COLUMN_TWICE,
    /// An option that does not fit the file's layout.
    OPTION_WRONG,
    /// A column that is named and is not there.
    COLUMN_MISSING,
    /// A field of the template for which no column was found or named.
    FIELD_UNMAPPED,
    /// No column that holds the truth was found or named.
    TRUTH_UNMAPPED,
    /// A task that needs a template, or labels, and has none.
    TEMPLATE_WRONG,
    /// Answers that are numbers, and may count from 0 as well as from 1.
    ANSWER_AMBIGUOUS,
    /// Every row was left out.
    ALL_LEFT_OUT,
    /// A pattern of a normaliser that is no regular expression.
    PATTERN_WRONG
}
