/// What training asks of a device: gradients of a model's loss by numbers that are trained, and the
/// steps of the optimizer. The model's own weights stay as they are; a `GradientDevice` is the way
/// in, and only rooms above and devices know what a training is.
@NullMarked
package org.taskvectors.inference.gradient;

import org.jspecify.annotations.NullMarked;
