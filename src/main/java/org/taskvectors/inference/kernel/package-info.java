@NullMarked
package org.taskvectors.inference.kernel;

import org.jspecify.annotations.NullMarked;
