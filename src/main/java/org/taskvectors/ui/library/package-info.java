/// The library: a card for each checkpoint of the workspace, and the tensors of the chosen one.
@NullMarked
package org.taskvectors.ui.library;

import org.jspecify.annotations.NullMarked;
