/// The saved workspace: what is in the library, what is ticked, how the window stood; and where the
/// program keeps its own files.
@NullMarked
package org.taskvectors.workspace;

import org.jspecify.annotations.NullMarked;
