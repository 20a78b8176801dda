/// The panel that saves a base with vectors on it as a model.
@NullMarked
package org.taskvectors.ui.apply;

import org.jspecify.annotations.NullMarked;
