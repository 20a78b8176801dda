package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.util.Optional;

/// Draws what a [Look] says: colour, line and marker.
final class Strokes {
    /// Dash and gap of an open look, in widths of its line.
    private static final float[] FINE = {2.2f, 1.6f};

    /// How much of its colour a fine line has.
    private static final double PALE = 0.45;

    private Strokes() {}

    static Color colour(Look look, Palette palette) {
        return switch (look.kind()) {
            case VECTOR -> palette.vector(look.index());
            case INK -> palette.text();
            case BASE -> palette.base();
            case EDITED -> palette.accent();
        };
    }

    static BasicStroke line(Look look, double width) {
        boolean unbroken = look.kind() == Look.Kind.BASE || look.kind() == Look.Kind.EDITED;
        if (look.open()) {
            float[] dash = {(float) (FINE[0] * width), (float) (FINE[1] * width)};
            return new BasicStroke(
                    (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
        }
        return VectorStyle.stroke(unbroken ? 0 : look.index(), width);
    }

    /// The colour of a line that may be drawn without markers.
    static Color colour(Look look, Optional<CurveFigure.Pen> pen, Palette palette) {
        Color whole = colour(look, palette);
        return pen.equals(Optional.of(CurveFigure.Pen.THIN)) ? Ink.faint(whole, PALE) : whole;
    }

    /// A line that may be drawn without markers.
    ///
    /// @param width of one with markers
    static BasicStroke line(Look look, Optional<CurveFigure.Pen> pen, double width) {
        if (pen.isEmpty()) {
            return line(look, width);
        }
        double drawn = width * (pen.get() == CurveFigure.Pen.THIN ? 0.55 : 1.1);
        return new BasicStroke((float) drawn, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    /// A marker around a point; a hollow one is filled with the surface, so that no line shows
    /// through it.
    static void marker(Graphics2D g2, Look look, Palette palette, double x, double y, double size) {
        Shape shape =
                AffineTransform.getTranslateInstance(x, y)
                        .createTransformedShape(VectorStyle.marker(look.index(), size));
        g2.setColor(look.open() ? palette.surface() : colour(look, palette));
        g2.fill(shape);
        if (look.open()) {
            g2.setColor(colour(look, palette));
            g2.setStroke(new BasicStroke((float) (size * 0.2)));
            g2.draw(shape);
        }
    }

    /// A piece of the line with its marker, for a legend.
    static void sample(
            Graphics2D g2, LegendEntry one, FigureStyle style, double x, double y, double width) {
        g2.setColor(colour(one.look(), one.pen(), style.palette()));
        g2.setStroke(line(one.look(), one.pen(), style.lineWidth()));
        g2.draw(new Line2D.Double(x, y, x + width, y));
        if (one.pen().isEmpty()) {
            marker(g2, one.look(), style.palette(), x + width / 2, y, style.markerSize());
        }
    }
}
