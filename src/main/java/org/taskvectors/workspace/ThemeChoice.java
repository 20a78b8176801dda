package org.taskvectors.workspace;

/// Light, dark, or whatever the system says.
public enum ThemeChoice {
    SYSTEM,
    LIGHT,
    DARK
}
