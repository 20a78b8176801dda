/// The guide in the window: its pages as they come with the program, read from Markdown and shown
/// with the window's own nodes. Nothing of it is fetched, and nothing is opened outside.
@NullMarked
package org.taskvectors.ui.guide;

import org.jspecify.annotations.NullMarked;
