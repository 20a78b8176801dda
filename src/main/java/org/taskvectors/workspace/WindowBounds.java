package org.taskvectors.workspace;

/// Where the window stood, in the screen's own units.
public record WindowBounds(double x, double y, double width, double height, boolean maximized) {}
