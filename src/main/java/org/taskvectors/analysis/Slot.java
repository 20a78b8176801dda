package org.taskvectors.analysis;

import org.jspecify.annotations.Nullable;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;

/// One tensor of one vector's model: what the vector holds of it, what the base has, or both.
///
/// @param held what was measured; null where the vector does not hold it, which makes it zeros
/// @param base what is recorded of the base; null where no base is known or the base lacks it
record Slot(@Nullable TensorProfile held, @Nullable BaseTensor base) {
    /// Weights that count in n.
    long weights() {
        if (held != null) {
            return held.counted();
        }
        return base == null ? 0 : base.shape().elements();
    }

    double sumSquares() {
        return held == null ? 0 : held.sumSquares();
    }

    /// Σ θ0² over the weights that count; NaN where nobody measured it.
    double baseSquares() {
        if (held != null && !Double.isNaN(held.baseSquares())) {
            return held.baseSquares();
        }
        return base == null ? Double.NaN : base.sumSquares();
    }

    /// How many weights have |τ| ≤ `epsilon`, which is not negative. Zeros are counted as such and
    /// not by their bin, since the lowest bin of a wide type holds the smallest subnormals too.
    long countUpTo(double epsilon) {
        if (held == null) {
            return weights();
        }
        return epsilon == 0 ? held.zeros() : held.histogram().countUpTo(epsilon);
    }

    /// The ε′ for which [#countUpTo] is exact.
    double effective(double epsilon) {
        return held == null ? epsilon : held.histogram().effective(epsilon);
    }

    /// The shape of what the vector holds, or of what the base has.
    Shape shape() {
        if (held != null) {
            return held.shape();
        }
        return base == null ? Shape.of(0) : base.shape();
    }
}
