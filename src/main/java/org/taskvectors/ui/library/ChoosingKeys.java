package org.taskvectors.ui.library;

/// How a card is chosen: alone, one more, or all up to it.
enum ChoosingKeys {
    NONE,
    ONE_MORE,
    UP_TO;

    static ChoosingKeys of(boolean isShift, boolean isShortcut) {
        return isShift ? UP_TO : isShortcut ? ONE_MORE : NONE;
    }
}
