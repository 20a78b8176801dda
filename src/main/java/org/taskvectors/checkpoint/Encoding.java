package org.taskvectors.checkpoint;

/// How a tensor's numbers lie on disk where they are not elements of a plain dtype: a quantised
/// format, whose formula gives the numbers that are read.
///
/// @param label its name in the field: `NF4`, `Q4_K`, `FP8 with block scales`
/// @param bitsPerWeight bits on disk for one weight, scales included
/// @param relativeError ‖quantised − exact‖ / ‖exact‖ to be expected of Gaussian weights, NaN where
///   it is not known; its source stands where the table is
public record Encoding(String label, double bitsPerWeight, double relativeError) {
    /// Bytes on disk of a tensor that is stored so.
    public long bytes(Tensor tensor) {
        return Math.round(tensor.elements() * bitsPerWeight / 8);
    }
}
