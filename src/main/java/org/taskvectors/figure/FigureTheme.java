package org.taskvectors.figure;

/// For which surface a figure is drawn.
public enum FigureTheme {
    LIGHT,
    DARK,
    PRINT
}
