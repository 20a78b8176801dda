package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Optional;

/// How one line of a figure is drawn: in its vector's colour, dash and marker, or by what it is
/// among many lines of which some stand out.
///
/// @param standsOut whether it lies over the others
/// @param isMarked whether each of its points has a marker, not only those that no line connects
/// @param marker its kind
/// @param size of a marker
record LineLook(
        Color colour,
        BasicStroke stroke,
        boolean standsOut,
        boolean isMarked,
        int marker,
        double size) {
    static LineLook of(LineFigure figure, int series, FigureStyle style) {
        Palette palette = style.palette();
        Optional<Emphasis> emphasis = figure.emphasis();
        if (emphasis.isEmpty()) {
            int vector = figure.series().get(series).colour();
            return new LineLook(
                    palette.vector(vector),
                    VectorStyle.stroke(vector, style.lineWidth()),
                    false,
                    vector != Series.REFERENCE,
                    Math.max(0, vector),
                    style.markerSize());
        }
        if (figure.series().get(series).colour() == Series.REFERENCE) {
            return new LineLook(
                    palette.base(),
                    VectorStyle.stroke(Series.REFERENCE, style.lineWidth()),
                    false,
                    false,
                    0,
                    style.markerSize());
        }
        if (emphasis.get().chosen().contains(series)) {
            return plain(palette.accent(), 1.35, true, style);
        }
        return emphasis.get().isHovered(series)
                ? plain(palette.text(), 1.0, true, style)
                : plain(Ink.mix(palette.base(), palette.surface()), 0.7, false, style);
    }

    private static LineLook plain(
            Color colour, double width, boolean standsOut, FigureStyle style) {
        return new LineLook(
                colour,
                VectorStyle.stroke(0, width * style.lineWidth()),
                standsOut,
                width > 1,
                0,
                style.markerSize() * (width > 1 ? 1.1 : 0.85));
    }
}
