/// The place where a task vector is made: two models, the check of the pair, what to write, the
/// queue.
@NullMarked
package org.taskvectors.ui.extract;

import org.jspecify.annotations.NullMarked;
