@NullMarked
package org.taskvectors.checkpoint.naming;

import org.jspecify.annotations.NullMarked;
