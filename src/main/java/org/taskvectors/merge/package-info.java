/// Vectors put onto a model, and later combined by the methods that people use.
@NullMarked
package org.taskvectors.merge;

import org.jspecify.annotations.NullMarked;
