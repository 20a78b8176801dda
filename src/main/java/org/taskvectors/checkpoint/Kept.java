package org.taskvectors.checkpoint;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.tensor.DType;

/// How a vector stores the change of one tensor.
///
/// @param dtype the dtype that holds the change without loss: of a product the wider of its
///   factors, of a difference the wider of its sides
/// @param bytes bytes on disk
/// @param rank the rank of its factors; empty if there are none
/// @param scale the scale of the product of the factors; empty if it is not known, or if there is
///   no product
/// @param isIndependent whether the numbers do not depend on the base
/// @param isFactored whether the change is a product of factors and nothing else, so that
///   [Vector#factors] returns them
public record Kept(
        DType dtype,
        long bytes,
        OptionalInt rank,
        OptionalDouble scale,
        boolean isIndependent,
        boolean isFactored) {
    /// Returns a change that is stored, or computed, as plain elements.
    public static Kept asElements(DType dtype, long bytes) {
        return new Kept(dtype, bytes, OptionalInt.empty(), OptionalDouble.empty(), true, false);
    }
}
