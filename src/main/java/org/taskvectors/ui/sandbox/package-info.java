@NullMarked
package org.taskvectors.ui.sandbox;

import org.jspecify.annotations.NullMarked;
