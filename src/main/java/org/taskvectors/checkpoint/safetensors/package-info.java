@NullMarked
package org.taskvectors.checkpoint.safetensors;

import org.jspecify.annotations.NullMarked;
