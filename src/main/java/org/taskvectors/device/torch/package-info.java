/// PyTorch's libtorch through DJL: for many tokens at once over the same weights in the same memory
/// as the program's own kernels, and for whole models in the memory of a device. It is loaded on
/// first use; where it cannot be, a failure says why and everything else works without it.
@NullMarked
package org.taskvectors.device.torch;

import org.jspecify.annotations.NullMarked;
