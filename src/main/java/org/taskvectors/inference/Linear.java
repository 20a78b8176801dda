package org.taskvectors.inference;

import java.util.Optional;

/// A linear layer: y = W·x + b.
///
/// @param weights outputs × inputs; inputs × outputs if transposed
/// @param bias one for each output
/// @param isTransposed whether the weights lie as GPT-2's `Conv1D` keeps them
public record Linear(Weights weights, Optional<Weights> bias, boolean isTransposed) {
    public int inputs() {
        return size(isTransposed ? 0 : 1);
    }

    public int outputs() {
        return size(isTransposed ? 1 : 0);
    }

    private int size(int dimension) {
        return (int) weights.shape().size(dimension);
    }
}
