@NullMarked
package org.taskvectors.inference;

import org.jspecify.annotations.NullMarked;
