/// The window around the places: rail, header, command finder, drops, errors.
@NullMarked
package org.taskvectors.ui.shell;

import org.jspecify.annotations.NullMarked;
