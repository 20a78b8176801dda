package org.taskvectors.ui.library;

/// Something that can be done with the chosen cards.
///
/// @param word what the menu says: `Compare`
record CardAction(String word, Runnable run) {}
