/// One window for each workspace file: who holds the file, and how a second start of the program
/// hands over what it was asked to open.
@NullMarked
package org.taskvectors.workspace.instance;

import org.jspecify.annotations.NullMarked;
