package org.taskvectors.merge;

import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.vector.Scale;

/// One of the vectors that are put onto a base.
///
/// @param vector where it lies
/// @param scale its coefficient λ
public record Applied(Located vector, Scale scale) {}
