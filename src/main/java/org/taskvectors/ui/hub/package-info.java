/// The panel that opens a model of a hub by its name: without fetching it, or fetched into the
/// cache of the hub's own tools.
@NullMarked
package org.taskvectors.ui.hub;

import org.jspecify.annotations.NullMarked;
