/// The sheet of figures: several figures of any places on one page of a paper.
@NullMarked
package org.taskvectors.ui.sheet;

import org.jspecify.annotations.NullMarked;
