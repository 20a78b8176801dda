package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/// Text and straight lines as all figures draw them. Widths are measured without regard to the
/// device, so that a figure is laid out alike in a window, as SVG, as PDF and as PNG.
final class Ink {
    /// Height of capitals and digits in ems.
    static final double CAP = 0.711;

    /// Room that a line of text takes in ems.
    static final double LINE = 1.2;

    private static final FontRenderContext MEASURE = new FontRenderContext(null, true, true);

    private Ink() {}

    static double width(String text, Font font) {
        return text.isEmpty()
                ? 0
                : FigureFonts.fitting(text, font).getStringBounds(text, MEASURE).getWidth();
    }

    /// Draws a text whose box of digits has its point `across` (0 left, 1 right) and `down` (0 top,
    /// 1 bottom) at `x`, `y`.
    static void text(
            Graphics2D g,
            String text,
            Font font,
            Color colour,
            double x,
            double y,
            double across,
            double down) {
        if (text.isEmpty()) {
            return;
        }
        Font fitting = FigureFonts.fitting(text, font);
        g.setFont(fitting);
        g.setColor(colour);
        double left = x - across * width(text, font);
        double base = y + (1 - down) * CAP * font.getSize2D();
        g.drawString(text, (float) left, (float) base);
    }

    /// The same, turned around `x`, `y` by an angle in radians, clockwise.
    static void turned(
            Graphics2D g,
            String text,
            Font font,
            Color colour,
            double x,
            double y,
            double across,
            double down,
            double angle) {
        AffineTransform before = g.getTransform();
        g.rotate(angle, x, y);
        text(g, text, font, colour, x, y, across, down);
        g.setTransform(before);
    }

    private static void horizontal(
            Graphics2D g,
            FigureStyle style,
            double x1,
            double x2,
            double y,
            double width,
            Color colour) {
        double thick = style.snapWidth(width);
        double top = style.snap(y - thick / 2);
        fill(g, style.snap(x1), top, style.snap(x2), top + thick, colour);
    }

    /// A straight line, upright or level: a stroke on paper, whole pixels where there are pixels.
    static void line(Graphics2D g, FigureStyle style, Line2D line, double width, Color colour) {
        if (style.pixel() == 0) {
            g.setColor(colour);
            g.setStroke(
                    new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
            g.draw(line);
        } else if (line.getX1() == line.getX2()) {
            vertical(g, style, line.getX1(), line.getY1(), line.getY2(), width, colour);
        } else {
            horizontal(g, style, line.getX1(), line.getX2(), line.getY1(), width, colour);
        }
    }

    /// The text, cut with an ellipsis where it is wider than `room`: in its middle, so that names
    /// that differ at either end stay apart; a dotted name at its beginning, since it tells most at
    /// its end.
    static String cut(String text, Font font, double room) {
        if (width(text, font) <= room) {
            return text;
        }
        int[] letters = text.codePoints().toArray();
        boolean dotted = text.indexOf('.') >= 0;
        for (int kept = letters.length - 1; kept > 0; kept--) {
            int front = dotted ? 0 : (kept + 1) / 2;
            int back = kept - front;
            String cut =
                    new String(letters, 0, front)
                            + "…"
                            + new String(letters, letters.length - back, back);
            if (width(cut, font) <= room) {
                return cut;
            }
        }
        return "…";
    }

    private static void vertical(
            Graphics2D g,
            FigureStyle style,
            double x,
            double y1,
            double y2,
            double width,
            Color colour) {
        double thick = style.snapWidth(width);
        double left = style.snap(x - thick / 2);
        fill(g, left, style.snap(y1), left + thick, style.snap(y2), colour);
    }

    static void fill(
            Graphics2D g, double left, double top, double right, double bottom, Color colour) {
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
    }
}
