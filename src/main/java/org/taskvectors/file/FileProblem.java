package org.taskvectors.file;

/// What can go wrong with any file, whatever its format.
public enum FileProblem implements Problem {
    NOT_FOUND,
    NOT_READABLE,
    NOT_A_FILE,
    /// A file lies where a folder is needed.
    NOT_A_FOLDER,
    /// The file became shorter, or vanished, after it was opened.
    SHORTENED,
    /// The file was written while it was read.
    CHANGED,
    READ_FAILED,
    EXISTS,
    NO_SPACE,
    /// It has more bytes than can be kept account of.
    TOO_LARGE,
    NOT_WRITABLE,
    WRITE_FAILED,
    /// The file system cannot lock a file for one process.
    NO_LOCKS,
    /// Another process is writing it.
    IN_USE
}
