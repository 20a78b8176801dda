/// Finds the tensors of one checkpoint in another one whose names, stacks or rows are laid out
/// differently, and reads them in the other's layout.
@NullMarked
package org.taskvectors.checkpoint.alignment;

import org.jspecify.annotations.NullMarked;
