package org.taskvectors.ui.shell;

/// One thing that the command finder can do.
///
/// @param label what it is called: `Extract a task vector`
/// @param hint what stands at the right: a shortcut, or what kind of thing it is; may be empty
/// @param action does it, on the window's thread
public record Command(String label, String hint, Runnable action) {}
