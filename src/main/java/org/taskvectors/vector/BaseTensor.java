package org.taskvectors.vector;

import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A floating-point tensor of a vector's base that was in the scope of the extraction. A tensor
/// that the vector does not hold counts as zeros.
///
/// @param name its name in the base, which is its name in the vector
/// @param dtype its dtype in the base
/// @param shape its shape in the base
/// @param sumSquares Σ θ0² over the weights that the difference counts, in float64; NaN if it was
///   not measured
public record BaseTensor(String name, DType dtype, Shape shape, double sumSquares) {}
