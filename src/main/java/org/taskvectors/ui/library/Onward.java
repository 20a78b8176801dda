package org.taskvectors.ui.library;

import java.util.List;
import java.util.function.Consumer;
import org.taskvectors.workspace.FileItem;

/// Takes items of the library to other places.
///
/// @param sandbox lays vectors on their base and asks
/// @param recipe opens a recipe in Merge
public record Onward(Consumer<List<FileItem>> sandbox, Consumer<FileItem> recipe) {}
