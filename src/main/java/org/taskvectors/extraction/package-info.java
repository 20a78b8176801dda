@NullMarked
package org.taskvectors.extraction;

import org.jspecify.annotations.NullMarked;
