@NullMarked
package org.taskvectors.sandbox;

import org.jspecify.annotations.NullMarked;
