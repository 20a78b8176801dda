package org.taskvectors.checkpoint;

/// How the elements of a tensor lie among the stored ones.
public sealed interface StoredOrder {
    /// One for one.
    record AsStored() implements StoredOrder {}

    /// One for one, each less one (in float32).
    record MinusOne() implements StoredOrder {}

    /// Rows of whole heads: row 2·i + s of a stored head is row s·half + i of the tensor's.
    ///
    /// @param half half of a head's rows
    record RotaryRows(long half) implements StoredOrder {}

    /// The tensor is the stored matrix, or stack of matrices, with rows and columns exchanged.
    record Transposed() implements StoredOrder {}
}
