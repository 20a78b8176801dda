@NullMarked
package org.taskvectors.checkpoint;

import org.jspecify.annotations.NullMarked;
