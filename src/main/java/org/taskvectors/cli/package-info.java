/// The command line: one class a command, the same core calls as the window's view models. Standard
/// output belongs to tables and JSON, standard error to messages and progress.
@NullMarked
package org.taskvectors.cli;

import org.jspecify.annotations.NullMarked;
