/// The one pass over the bytes: tensors are read side by side in blocks, by several threads, and
/// whatever writes, measures or sums them rides on it.
@NullMarked
package org.taskvectors.pass;

import org.jspecify.annotations.NullMarked;
