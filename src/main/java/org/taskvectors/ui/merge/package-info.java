/// The place where vectors are merged on a base, or models: what goes in and how at the left, what
/// it does in the middle, what comes out at the right.
@NullMarked
package org.taskvectors.ui.merge;

import org.jspecify.annotations.NullMarked;
