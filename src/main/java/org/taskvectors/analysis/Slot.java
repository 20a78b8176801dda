package org.taskvectors.analysis;

import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;

/// One tensor of one vector's model: the vector's tensor, the base's, or both.
///
/// @param held the vector's sums; null if the vector does not hold the tensor, which then counts as
///   zeros
/// @param base the base's tensor; null if no base is known or the base lacks it
record Slot(@Nullable TensorProfile held, @Nullable BaseTensor base) {
    /// Returns the weights that count in n.
    long weights() {
        if (held != null) {
            return held.counted();
        }
        return base == null ? 0 : base.shape().elements();
    }

    /// Whether the vector holds weights of it.
    boolean isHeld() {
        return held != null && held.counted() > 0;
    }

    double sumSquares() {
        return held == null ? 0 : held.sumSquares();
    }

    /// Returns Σ θ0² over the weights that count; NaN if it was not measured.
    double baseSquares() {
        if (held != null && !Double.isNaN(held.baseSquares())) {
            return held.baseSquares();
        }
        return base == null ? Double.NaN : base.sumSquares();
    }

    /// Returns how many weights have |τ| ≤ `epsilon`, which is not negative. Zeros are counted by
    /// themselves and not by their bin, since the lowest bin of a wide type holds the smallest
    /// subnormals too.
    long countUpTo(double epsilon) {
        if (held == null) {
            return weights();
        }
        return epsilon == 0 ? held.zeros() : held.histogram().countUpTo(epsilon);
    }

    /// Returns the ε′ for which [#countUpTo] is exact.
    double effective(double epsilon) {
        return held == null ? epsilon : held.histogram().effective(epsilon);
    }

    /// Returns the shape of the vector's tensor, or of the base's.
    Shape shape() {
        if (held != null) {
            return held.shape();
        }
        return base == null ? Shape.of(0) : base.shape();
    }
}
