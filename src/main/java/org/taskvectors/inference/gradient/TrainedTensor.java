package org.taskvectors.inference.gradient;

import org.taskvectors.inference.Slot;
import org.taskvectors.tensor.Shape;

/// A tensor of numbers that are trained.
///
/// @param slot the tensor of the model that it changes
/// @param part what it is of that change
/// @param shape of the numbers, row-major: as `part` says
/// @param offset its first number among all that are trained
public record TrainedTensor(Slot slot, Part part, Shape shape, long offset) {
    /// What a trained tensor is.
    public enum Part {
        /// rank × inputs.
        A,
        /// outputs × rank.
        B,
        /// A length for each output.
        MAGNITUDE,
        /// The tensor itself, in its own shape.
        WHOLE
    }

    /// Returns how many numbers it has.
    public long count() {
        return shape.elements();
    }
}
