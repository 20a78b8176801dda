package org.taskvectors.ui.common;

/// Light or dark, as it is shown now.
public enum Theme {
    LIGHT,
    DARK;

    public boolean isDark() {
        return this == DARK;
    }
}
