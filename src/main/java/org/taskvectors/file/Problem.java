package org.taskvectors.file;

/// What kind of thing went wrong, for code that has to tell failures apart and for tests that hold
/// one rule each. Every format has an enum of its own that implements this; the constant's name is
/// the code that a user can quote.
public interface Problem {
    /// The constant's name, `HEADER_TOO_LARGE` for example.
    String name();
}
