/// The entry point: a window or a command line, and what happens to an error that nobody caught.
@NullMarked
package org.taskvectors.app;

import org.jspecify.annotations.NullMarked;
