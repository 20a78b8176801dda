/// Undo: one stack of small reversible acts on the workspace, which every place uses.
@NullMarked
package org.taskvectors.workspace.undo;

import org.jspecify.annotations.NullMarked;
