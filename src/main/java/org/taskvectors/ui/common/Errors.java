package org.taskvectors.ui.common;

/// Shows a failure to the person in the window: what was wrong, in which file, where, what to do,
/// with details to copy. May be called from any thread.
@FunctionalInterface
public interface Errors {
    /// @param title what was being done: `Opening llama-sst2`
    void show(String title, Throwable failure);
}
