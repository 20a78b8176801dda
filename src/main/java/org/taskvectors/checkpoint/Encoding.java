package org.taskvectors.checkpoint;

/// The quantised format of a tensor whose numbers do not lie on disk as elements of a plain dtype.
/// The format's formula gives the numbers that are read.
///
/// @param label its name in the field: `NF4`, `Q4_K`, `FP8 with block scales`
/// @param bitsPerWeight bits on disk for one weight, scales included
/// @param relativeError the expected ‖quantised − exact‖ / ‖exact‖ of Gaussian weights; NaN if it
///   is not known. Its source is given at the tables
public record Encoding(String label, double bitsPerWeight, double relativeError) {
    /// Returns the bytes on disk of a tensor in this format.
    public long bytes(Tensor tensor) {
        return Math.round(tensor.elements() * bitsPerWeight / 8);
    }
}
