package org.taskvectors.analysis;

import java.util.Optional;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;

/// The sums of one stored tensor τ of a vector, from which every number of a group follows by
/// adding. A weight whose stored τ is not finite (because a side is not, or the output dtype could
/// not hold it) is left out of all sums and of the histogram, and counted in `notFinite`.
///
/// @param name the tensor's name in the vector
/// @param dtype the dtype that τ is stored in
/// @param shape its shape
/// @param notFinite weights whose stored τ is NaN or infinite
/// @param zeros weights with τ = 0, either sign
/// @param sumMagnitude Σ |τ|, float64
/// @param sumSquares Σ τ², float64
/// @param largest max |τ|; 0 if no weight is counted
/// @param histogram of |τ|
/// @param baseSquares Σ θ0² over the same weights, float64; NaN if the base was not at hand
/// @param sides the sums of both sides, which an extraction measures; empty for a vector that was
///   measured alone
public record TensorProfile(
        String name,
        DType dtype,
        Shape shape,
        NonFinite notFinite,
        long zeros,
        double sumMagnitude,
        double sumSquares,
        double largest,
        Histogram histogram,
        double baseSquares,
        Optional<SideSums> sides) {
    /// Returns the number of weights that are counted.
    public long counted() {
        return shape.elements() - notFinite.total();
    }

    /// Returns the same with another Σ θ0².
    public TensorProfile withBaseSquares(double squares) {
        return new TensorProfile(
                name,
                dtype,
                shape,
                notFinite,
                zeros,
                sumMagnitude,
                sumSquares,
                largest,
                histogram,
                squares,
                sides);
    }
}
