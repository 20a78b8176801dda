/// The devices of this machine in the window: the header's tag, the card that says what was found
/// and asks where jobs run, and the question when a device fails.
@NullMarked
package org.taskvectors.ui.devices;

import org.jspecify.annotations.NullMarked;
