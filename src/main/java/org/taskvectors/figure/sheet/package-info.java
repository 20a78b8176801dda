/// Figures as JSON and back, so that a sheet of figures is kept and drawn again without the models.
@NullMarked
package org.taskvectors.figure.sheet;

import org.jspecify.annotations.NullMarked;
