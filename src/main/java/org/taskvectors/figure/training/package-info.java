/// The figures of a training: its loss, what it makes of rows that it does not see, and the vector
/// as it grows, all over the same axis of steps.
@NullMarked
package org.taskvectors.figure.training;

import org.jspecify.annotations.NullMarked;
