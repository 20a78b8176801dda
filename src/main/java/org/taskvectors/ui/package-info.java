/// The window: one folder a place, each an FXML, a controller and a view model.
@NullMarked
package org.taskvectors.ui;

import org.jspecify.annotations.NullMarked;
