@NullMarked
package org.taskvectors.prompt;

import org.jspecify.annotations.NullMarked;
