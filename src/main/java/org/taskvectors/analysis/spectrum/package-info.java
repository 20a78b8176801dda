/// Singular values of the matrices of a vector, their numbers, and the closest matrices of a lower
/// rank.
@NullMarked
package org.taskvectors.analysis.spectrum;

import org.jspecify.annotations.NullMarked;
