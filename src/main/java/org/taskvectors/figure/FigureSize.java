package org.taskvectors.figure;

/// The room that a figure takes where it is printed or shown.
///
/// @param label for a list of choices
/// @param width in inches
/// @param height in inches; 0 where the figure decides
/// @param fontSize in points
/// @param axisWidth in points
public record FigureSize(
        String label, double width, double height, double fontSize, double axisWidth) {
    public static final FigureSize ONE_COLUMN =
            new FigureSize("One column, 3.25 in", 3.25, 0, 8, 0.6);
    public static final FigureSize TWO_COLUMNS =
            new FigureSize("Two columns, 6.75 in", 6.75, 0, 8, 0.6);
    public static final FigureSize SLIDE = new FigureSize("Slide, 10 in", 10, 5, 16, 1);
}
