package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// Text and straight lines as all figures draw them. Widths are measured without regard to the
/// device, so that a figure is laid out alike in a window, as SVG, as PDF and as PNG.
final class Ink {
    /// Height of capitals and digits in ems.
    static final double CAP = 0.711;

    /// Room that a line of text takes in ems.
    static final double LINE = 1.2;

    /// After these a line may end.
    private static final String BREAKS = " -_/.,:";

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

    /// The same with an outline behind it, so that it reads on anything.
    static void outlined(
            Graphics2D g,
            String text,
            Font font,
            Color colour,
            Color outline,
            double x,
            double y,
            double across,
            double down) {
        Font fitting = FigureFonts.fitting(text, font);
        double left = x - across * width(text, font);
        double base = y + (1 - down) * CAP * font.getSize2D();
        Shape letters =
                fitting.createGlyphVector(MEASURE, text).getOutline((float) left, (float) base);
        g.setColor(outline);
        g.setStroke(
                new BasicStroke(
                        0.24f * font.getSize2D(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g.draw(letters);
        text(g, text, font, colour, x, y, across, down);
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

    /// The text, shortened in its middle where it is wider than `room`.
    static String cut(String text, Font font, double room) {
        return MiddleShort.of(text, part -> width(part, font), room);
    }

    /// The whole text on as many lines as it needs, broken after a sign between words where one is
    /// near the end of a line.
    static List<String> wrapped(String text, Font font, double room) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (width(rest, font) > room && rest.codePointCount(0, rest.length()) > 1) {
            int end = rest.length();
            while (end > rest.offsetByCodePoints(0, 1)
                    && width(rest.substring(0, end), font) > room) {
                end = rest.offsetByCodePoints(end, -1);
            }
            int sign = end;
            while (sign > end / 2 && BREAKS.indexOf(rest.charAt(sign - 1)) < 0) {
                sign--;
            }
            int cut = sign > end / 2 ? sign : end;
            lines.add(rest.substring(0, cut));
            rest = rest.substring(cut);
        }
        lines.add(rest);
        return lines;
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

    /// Black or white, whichever reads better on a colour.
    static Color on(Color colour) {
        double light =
                0.299 * colour.getRed() + 0.587 * colour.getGreen() + 0.114 * colour.getBlue();
        return light > 140 ? new Color(0x1A1E26) : Color.WHITE;
    }

    /// Slanted lines through a box that run on in the boxes beside it.
    static void hatch(Graphics2D g, Rectangle2D box, double step, double width, Color colour) {
        Shape before = g.getClip();
        g.clip(box);
        g.setColor(colour);
        g.setStroke(new BasicStroke((float) width));
        double first = Math.ceil((box.getMinX() + box.getMinY()) / step);
        double last = Math.floor((box.getMaxX() + box.getMaxY()) / step);
        for (double i = first; i <= last; i++) {
            double sum = i * step;
            g.draw(
                    new Line2D.Double(
                            sum - box.getMaxY(),
                            box.getMaxY(),
                            sum - box.getMinY(),
                            box.getMinY()));
        }
        g.setClip(before);
    }

    /// Half of each of two colours.
    static Color mix(Color one, Color other) {
        return new Color(
                (one.getRed() + other.getRed()) / 2,
                (one.getGreen() + other.getGreen()) / 2,
                (one.getBlue() + other.getBlue()) / 2);
    }

    /// A colour that lets what lies behind it through.
    static Color faint(Color colour, double share) {
        return new Color(
                colour.getRed(),
                colour.getGreen(),
                colour.getBlue(),
                (int) Math.round(255 * share));
    }

    static void fill(
            Graphics2D g, double left, double top, double right, double bottom, Color colour) {
        g.setColor(colour);
        g.fill(new Rectangle2D.Double(left, top, right - left, bottom - top));
    }
}
