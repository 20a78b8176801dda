package org.taskvectors.vector;

import org.taskvectors.checkpoint.Vector;

/// One summand λ·τ of a combination.
///
/// @param vector τ
/// @param scale λ
public record Term(Vector vector, Scale scale) {
    /// Returns a vector with λ = 1.
    public static Term of(Vector vector) {
        return new Term(vector, Scale.ONE);
    }

    /// Returns a vector with one λ for all tensors.
    public static Term of(Vector vector, double lambda) {
        return new Term(vector, new Scale.Constant(lambda));
    }
}
