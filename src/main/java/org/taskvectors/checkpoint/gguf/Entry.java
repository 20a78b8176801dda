package org.taskvectors.checkpoint.gguf;

import org.taskvectors.checkpoint.Tensor;

/// A tensor as it is offered: by Hugging Face's name where that is known, and how its numbers come
/// out of the file.
///
/// @param tensor name, dtype and shape as they are offered
/// @param stored where the numbers lie; for one expert of many, the part of the file that is its
/// @param order how the offered elements lie among the stored ones
record Entry(Tensor tensor, GgufHeader.Stored stored, Order order) {
    /// How the elements that are offered lie among the stored ones.
    sealed interface Order {
        /// One for one.
        record AsStored() implements Order {}

        /// One for one, each less one (in float32).
        record MinusOne() implements Order {}

        /// Rows of whole heads: row 2·i + s of a stored head is row s·half + i of the offered one.
        ///
        /// @param half half of a head's rows
        record RotaryRows(long half) implements Order {}

        /// The offered matrix is the stored one with rows and columns exchanged.
        record Transposed() implements Order {}
    }
}
