/// The place where base and edited model answer side by side: the vectors and their knobs, the
/// prompt, two panes, what stands behind each token, and the history.
@NullMarked
package org.taskvectors.ui.sandbox;

import org.jspecify.annotations.NullMarked;
