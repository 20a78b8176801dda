package org.taskvectors.inference;

/// One model that runs: weights in memory and what computes with them. Only one of its sequences
/// reads at a time.
public interface Runner {
    /// Returns the model's dimensions and switches.
    Architecture architecture();

    /// Begins a text.
    ///
    /// @param capacity the most tokens that it will hold; its key-value cache is made for them
    Sequence sequence(int capacity);
}
