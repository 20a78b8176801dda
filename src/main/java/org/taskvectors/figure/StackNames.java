package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The names of stacks below the numbers of their layers, each under a line as long as its stack. A
/// name that is wider than its stack takes a line of text of its own.
final class StackNames {
    private static final double ABOVE = 0.5;
    private static final double BELOW = 0.45;

    private final FigureStyle style;
    private final List<LayerTicks.Stretch> stretches;
    private final List<Integer> lines = new ArrayList<>();
    private final int count;

    /// @param unit about how wide one unit of the axis will be
    StackNames(List<LayerTicks.Stretch> stretches, FigureStyle style, double unit) {
        this.stretches = stretches;
        this.style = style;
        List<Double> taken = new ArrayList<>();
        for (LayerTicks.Stretch stretch : stretches) {
            double middle = (stretch.from() + stretch.to()) / 2 * unit;
            double half = Ink.width(stretch.stack(), style.font()) / 2;
            int line = 0;
            while (line < taken.size() && taken.get(line) > middle - half - style.em(0.5)) {
                line++;
            }
            if (line == taken.size()) {
                taken.add(0.0);
            }
            taken.set(line, middle + half);
            lines.add(line);
        }
        count = taken.size();
    }

    /// How much room they take below the numbers.
    double height() {
        return count == 0 ? 0 : style.em(ABOVE + BELOW + Ink.CAP + (count - 1) * Ink.LINE);
    }

    /// @param top the lower edge of the numbers
    /// @param place from units of the axis to places in the drawing
    /// @param left no name reaches further to the left
    /// @param right or to the right
    void draw(Graphics2D g2, double top, DoubleUnaryOperator place, double left, double right) {
        Palette palette = style.palette();
        for (int i = 0; i < stretches.size(); i++) {
            LayerTicks.Stretch stretch = stretches.get(i);
            double from = place.applyAsDouble(stretch.from());
            double to = place.applyAsDouble(stretch.to());
            double inset = Math.min(style.em(0.15), (to - from) / 8);
            double y = top + style.em(ABOVE);
            Color colour = palette.muted();
            Ink.line(
                    g2,
                    style,
                    new Line2D.Double(from + inset, y, to - inset, y),
                    style.axisWidth(),
                    colour);
            double half = Ink.width(stretch.stack(), style.font()) / 2;
            double middle =
                    Math.clamp(
                            (from + to) / 2,
                            Math.min(left + half, (left + right) / 2),
                            Math.max(right - half, (left + right) / 2));
            Ink.text(
                    g2,
                    stretch.stack(),
                    style.font(),
                    colour,
                    middle,
                    y + style.em(BELOW + lines.get(i) * Ink.LINE),
                    0.5,
                    0);
        }
    }
}
