package org.taskvectors.ui.shell;

import java.util.List;

/// What a place found for the words in the command finder.
///
/// @param commands the best of it, best first
/// @param count how much was found altogether
/// @param note what could not be searched, or not yet, a sentence without its full stop; empty
///   where everything was
public record Found(List<Command> commands, int count, String note) {
    /// Nothing at all.
    public static final Found NOTHING = new Found(List.of(), 0, "");

    public Found {
        commands = List.copyOf(commands);
    }
}
