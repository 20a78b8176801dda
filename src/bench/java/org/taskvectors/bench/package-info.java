@NullMarked
package org.taskvectors.bench;

import org.jspecify.annotations.NullMarked;
