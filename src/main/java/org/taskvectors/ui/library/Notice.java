package org.taskvectors.ui.library;

import java.util.List;

/// Something that the library has to say, above its cards, until the person puts it away.
///
/// @param text a sentence or two
/// @param isWarning whether something is wrong
/// @param actions what can be done about it; may be empty
record Notice(String text, boolean isWarning, List<Action> actions) {
    /// A button of it.
    record Action(String label, Runnable run) {}

    Notice {
        actions = List.copyOf(actions);
    }

    static Notice of(String text) {
        return new Notice(text, false, List.of());
    }

    static Notice warning(String text, Action... actions) {
        return new Notice(text, true, List.of(actions));
    }
}
