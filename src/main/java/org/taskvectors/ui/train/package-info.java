/// The place where a model is fine-tuned: base, rows and settings at the side, the rows before it
/// runs, its curves while it does.
@NullMarked
package org.taskvectors.ui.train;

import org.jspecify.annotations.NullMarked;
