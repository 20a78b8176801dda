/// From an evaluation to its figures, tables and words, for the window and the command line alike.
@NullMarked
package org.taskvectors.figure.study;

import org.jspecify.annotations.NullMarked;
