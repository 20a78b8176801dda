/// PyTorch's checkpoint files, read as data and written: nothing in them is ever run.
@NullMarked
package org.taskvectors.checkpoint.pytorch;

import org.jspecify.annotations.NullMarked;
