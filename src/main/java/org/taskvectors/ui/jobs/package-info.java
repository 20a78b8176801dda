/// The job tray: what runs, how far it is, what waits, how the last one ended.
@NullMarked
package org.taskvectors.ui.jobs;

import org.jspecify.annotations.NullMarked;
