/// PyTorch's libtorch for many tokens at once, through DJL: the same weights in the same memory as
/// the program's own kernels. It is loaded on first use; where it cannot be, a failure says why and
/// everything else works without it.
@NullMarked
package org.taskvectors.device.torch;

import org.jspecify.annotations.NullMarked;
