/// The place where vectors are compared: which are ticked, what is measured, the figures and the
/// table with the same numbers.
@NullMarked
package org.taskvectors.ui.compare;

import org.jspecify.annotations.NullMarked;
