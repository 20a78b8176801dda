package org.taskvectors.file;

/// The kind of a failure, for code that tells failures apart and for tests that check one rule
/// each. Every format has an enum of its own that implements this; the constant's name is the code
/// that a user can quote.
public interface Problem {
    /// The constant's name, `HEADER_TOO_LARGE` for example.
    String name();

    /// Whether the device is in trouble, and not what was asked of it: the processor might do the
    /// same work.
    default boolean isOfDevice() {
        return false;
    }

    /// Whether the device would fail in the same way if it were tried again.
    default boolean isLasting() {
        return false;
    }
}
