package org.taskvectors.vector;

import org.taskvectors.checkpoint.Vector;

/// One summand λ·τ of a combination.
///
/// @param vector τ
/// @param scale λ
public record Term(Vector vector, Scale scale) {
    /// A vector as it is.
    public static Term of(Vector vector) {
        return new Term(vector, Scale.ONE);
    }

    /// A vector times a number.
    public static Term of(Vector vector, double lambda) {
        return new Term(vector, new Scale.Constant(lambda));
    }
}
