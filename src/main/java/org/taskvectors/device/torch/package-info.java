@NullMarked
package org.taskvectors.device.torch;

import org.jspecify.annotations.NullMarked;
