package org.taskvectors.checkpoint;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.taskvectors.tensor.DType;

/// How a vector keeps the change of one tensor.
///
/// @param dtype the dtype that holds the change without loss of what is known of it: of a product
///   the wider of its factors, of a difference the wider of its sides
/// @param bytes bytes on disk
/// @param rank the rank of its factors; empty where there are none
/// @param scale what the product of the factors is multiplied by; empty where nobody has said it,
///   and where there is no product
/// @param isIndependent whether the base has no part in the numbers
/// @param isFactored whether the change is a product of factors and nothing besides, so that
///   [Vector#factors] gives them
public record Kept(
        DType dtype,
        long bytes,
        OptionalInt rank,
        OptionalDouble scale,
        boolean isIndependent,
        boolean isFactored) {
    /// Elements that lie on disk, or are computed, as they are.
    public static Kept asElements(DType dtype, long bytes) {
        return new Kept(dtype, bytes, OptionalInt.empty(), OptionalDouble.empty(), true, false);
    }
}
