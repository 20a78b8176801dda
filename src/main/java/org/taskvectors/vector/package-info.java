@NullMarked
package org.taskvectors.vector;

import org.jspecify.annotations.NullMarked;
