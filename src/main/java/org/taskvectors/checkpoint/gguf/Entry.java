package org.taskvectors.checkpoint.gguf;

import org.taskvectors.checkpoint.Tensor;

/// A tensor as the checkpoint shows it, by Hugging Face's name if that is known, and how to read
/// its numbers from the file.
///
/// @param tensor name, dtype and shape as the checkpoint shows them
/// @param stored where the numbers lie; for one expert of many, the part of the file that is its
/// @param order how the shown elements lie among the stored ones
record Entry(Tensor tensor, GgufHeader.Stored stored, Order order) {
    /// How the shown elements lie among the stored ones.
    sealed interface Order {
        /// One for one.
        record AsStored() implements Order {}

        /// One for one, each less one (in float32).
        record MinusOne() implements Order {}

        /// Rows of whole heads: row 2·i + s of a stored head is row s·half + i of the shown one.
        ///
        /// @param half half of a head's rows
        record RotaryRows(long half) implements Order {}

        /// The shown matrix is the stored one with rows and columns exchanged.
        record Transposed() implements Order {}
    }
}
