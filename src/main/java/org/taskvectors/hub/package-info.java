@NullMarked
package org.taskvectors.hub;

import org.jspecify.annotations.NullMarked;
