@NullMarked
package org.taskvectors.tensor;

import org.jspecify.annotations.NullMarked;
