/// Rows as a model is trained on them: their tokens, which of these are answers, what was cut, and
/// what stands twice.
@NullMarked
package org.taskvectors.training.data;

import org.jspecify.annotations.NullMarked;
