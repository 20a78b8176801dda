/// The Sandbox's Evaluate: what vectors are worth on data.
@NullMarked
package org.taskvectors.ui.evaluate;

import org.jspecify.annotations.NullMarked;
