package org.taskvectors.inference;

/// A runner of weights in memory that are another's.
public interface BoundRunner extends Runner, AutoCloseable {
    /// Called after all of its texts are closed, before the weights are freed.
    @Override
    void close();
}
