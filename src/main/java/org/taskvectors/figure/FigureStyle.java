package org.taskvectors.figure;

import java.awt.Font;

/// How a figure is drawn: for which surface, how large, and on which grid of pixels.
///
/// @param theme the surface
/// @param fontSize in units of the drawing: pixels in a window, points on paper
/// @param axisWidth width of axis lines and grid lines
/// @param pixel side of a device's pixel in units of the drawing; 0 where there are no pixels
record FigureStyle(FigureTheme theme, double fontSize, double axisWidth, double pixel) {
    /// For a window whose pixels are `scale` times finer than its units.
    static FigureStyle screen(FigureTheme theme, double scale) {
        return new FigureStyle(theme, 11, 1, 1 / scale);
    }

    static FigureStyle paper(FigureSize size, double pixel) {
        return new FigureStyle(FigureTheme.PRINT, size.fontSize(), size.axisWidth(), pixel);
    }

    Palette palette() {
        return Palette.of(theme);
    }

    boolean onPaper() {
        return theme == FigureTheme.PRINT;
    }

    Font font() {
        return FigureFonts.of(fontSize);
    }

    /// A length given in widths of an em.
    double em(double ems) {
        return ems * fontSize;
    }

    double lineWidth() {
        return onPaper() ? em(0.16) : 1.75;
    }

    double markerSize() {
        return onPaper() ? em(0.5) : 6;
    }

    /// The nearest edge between pixels.
    double snap(double place) {
        return pixel == 0 ? place : Math.round(place / pixel) * pixel;
    }

    /// The width of a line in whole pixels, at least one.
    double snapWidth(double width) {
        return pixel == 0 ? width : Math.max(1, Math.round(width / pixel)) * pixel;
    }
}
