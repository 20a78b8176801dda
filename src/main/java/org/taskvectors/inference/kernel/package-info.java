/// The arithmetic of models that run, and the memory that it works on: each kernel in a scalar twin
/// that defines it and a vector twin that is fast. Nothing here knows of checkpoints or files.
@NullMarked
package org.taskvectors.inference.kernel;

import org.jspecify.annotations.NullMarked;
