/// Pictures of the window, of a place and of a card: how they are taken, and the panel that asks
/// for one.
@NullMarked
package org.taskvectors.ui.screenshot;

import org.jspecify.annotations.NullMarked;
