/// Which devices there are beside the processor's cores, which of them a job runs on, and why: what
/// the window, the command line and the devices themselves agree on. Nothing here loads a library;
/// that is done in `device.torch`.
@NullMarked
package org.taskvectors.accelerator;

import org.jspecify.annotations.NullMarked;
