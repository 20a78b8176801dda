@NullMarked
package org.taskvectors.file;

import org.jspecify.annotations.NullMarked;
