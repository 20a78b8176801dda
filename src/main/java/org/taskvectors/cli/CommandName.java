package org.taskvectors.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The commands by their words, in the order in which they are listed. What makes them is
/// [RootCommand]'s; this list alone is asked before any of them is loaded.
public enum CommandName {
    INSPECT,
    EXTRACT,
    PROFILE,
    COMPARE,
    LORA,
    APPLY,
    MERGE,
    JOIN,
    RUN,
    EVALUATE,
    SWEEP,
    TRAIN,
    FETCH,
    DEVICES,
    /// Opens a window, though not on a display.
    SCREENSHOT;

    /// Its word on the command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Returns the words of all commands, in their order.
    public static List<String> words() {
        return Arrays.stream(values()).map(CommandName::word).toList();
    }

    /// Returns the command of that word; empty if there is none.
    public static Optional<CommandName> of(String word) {
        return Arrays.stream(values()).filter(name -> name.word().equals(word)).findFirst();
    }
}
