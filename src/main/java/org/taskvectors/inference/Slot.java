package org.taskvectors.inference;

import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;

/// The place of one tensor of a model in a block of memory.
///
/// @param place what it does
/// @param tensor as the checkpoint has it
/// @param dtype in which it lies in memory, BF16 or F32
/// @param offset bytes from the start of the block, a multiple of 64
public record Slot(Place place, Tensor tensor, DType dtype, long offset) {
    /// What a tensor does, and where.
    ///
    /// @param layer its layer; −1 outside the layers
    /// @param role what it does
    /// @param isBias whether it is the bias of that part and not its weight
    public record Place(int layer, Role role, boolean isBias) {
        /// A part outside the layers.
        public static Place outside(Role role) {
            return new Place(-1, role, false);
        }

        /// Returns the bias of the same part.
        public Place bias() {
            return new Place(layer, role, true);
        }
    }

    public String name() {
        return tensor.name();
    }

    /// Returns the bytes that it takes in memory.
    public long bytes() {
        return tensor.elements() * dtype.bytes();
    }

    Slot at(long newOffset) {
        return new Slot(place, tensor, dtype, newOffset);
    }
}
