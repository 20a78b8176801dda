@NullMarked
package org.taskvectors.checkpoint.quantized;

import org.jspecify.annotations.NullMarked;
