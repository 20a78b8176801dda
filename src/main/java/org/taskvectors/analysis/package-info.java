@NullMarked
package org.taskvectors.analysis;

import org.jspecify.annotations.NullMarked;
