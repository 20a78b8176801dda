package org.taskvectors.merge.method;

/// The rules of a method for all tensors, once what it needs is measured. Several threads ask at
/// once.
@FunctionalInterface
public interface Rules {
    /// Returns a new rule for a tensor.
    Rule rule(Slot slot);
}
