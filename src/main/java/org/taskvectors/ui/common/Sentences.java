package org.taskvectors.ui.common;

import java.util.Locale;

/// Notes of the core as sentences.
public final class Sentences {
    private Sentences() {}

    /// Returns a note with a capital and a full stop.
    ///
    /// @param note at least one character, without its full stop
    public static String of(String note) {
        return note.substring(0, 1).toUpperCase(Locale.ROOT) + note.substring(1) + ".";
    }
}
