package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;

/// Draws a [ReliabilityFigure]: accuracy over confidence with the diagonal, and above it, on the
/// same axis, how many answers each bin has.
final class ReliabilityPainter {
    /// How much of the height the counts take.
    private static final double COUNTS = 0.2;

    private final ReliabilityFigure figure;
    private final FigureStyle style;
    private final Palette palette;

    ReliabilityPainter(ReliabilityFigure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
        this.palette = style.palette();
    }

    ReliabilityPlace draw(Graphics2D g2, Rectangle2D room) {
        double strip = Math.max(style.em(4), room.getHeight() * COUNTS);
        Rectangle2D rest =
                new Rectangle2D.Double(
                        room.getX(),
                        room.getY() + strip,
                        room.getWidth(),
                        Math.max(1, room.getHeight() - strip));
        int steps = rest.getHeight() - style.em(5) >= style.em(8) ? 5 : 2;
        NiceScale scale = NiceScale.of(0, 1, ValueRange.fixed(0, 1), steps);
        QuantityAxis left = new QuantityAxis(scale, "accuracy", style);
        AxisRange x = AxisRange.of("confidence", "confidence", 0, 1);
        BelowAxis below = new BelowAxis(x, 0, 1, List.of(), style, room.getWidth() - style.em(6));
        PlotFrame frame = PlotFrame.draw(g2, rest, below, left, Optional.empty(), style);
        frame.grid(g2, scale, style);
        Rectangle2D area = frame.area();
        Rectangle2D counts =
                new Rectangle2D.Double(
                        area.getX(),
                        room.getY() + style.em(1.4),
                        area.getWidth(),
                        Math.max(1, area.getMinY() - room.getY() - style.em(2.1)));
        ReliabilityPlace place = new ReliabilityPlace(figure, frame, counts);
        drawDiagonal(g2, frame);
        drawCounts(g2, place);
        for (ReliabilityFigure.Side side : figure.sides()) {
            drawSide(g2, frame, side);
        }
        return place;
    }

    private void drawDiagonal(Graphics2D g2, PlotFrame frame) {
        double width = style.axisWidth();
        float[] dash = {(float) (4 * width), (float) (3 * width)};
        g2.setColor(palette.muted());
        g2.setStroke(
                new BasicStroke(
                        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
        g2.draw(new Line2D.Double(frame.x(0), frame.y(0), frame.x(1), frame.y(1)));
    }

    private void drawSide(Graphics2D g2, PlotFrame frame, ReliabilityFigure.Side side) {
        List<ReliabilityFigure.Bin> shown =
                side.bins().stream().filter(ReliabilityFigure.Bin::isShown).toList();
        if (shown.isEmpty()) {
            return;
        }
        Path2D line = new Path2D.Double();
        line.moveTo(frame.x(shown.getFirst().confidence()), frame.y(shown.getFirst().accuracy()));
        shown.forEach(bin -> line.lineTo(frame.x(bin.confidence()), frame.y(bin.accuracy())));
        g2.setColor(Strokes.colour(side.look(), palette));
        g2.setStroke(Strokes.line(side.look(), style.lineWidth()));
        g2.draw(line);
        for (ReliabilityFigure.Bin bin : shown) {
            Strokes.marker(
                    g2,
                    side.look(),
                    palette,
                    frame.x(bin.confidence()),
                    frame.y(bin.accuracy()),
                    style.markerSize());
        }
    }

    /// Bars side by side in each bin, on one scale, whose end is written.
    private void drawCounts(Graphics2D g2, ReliabilityPlace place) {
        Rectangle2D box = place.counts();
        double bottom = style.snap(box.getMaxY());
        double unit = box.getHeight() / figure.most();
        int sides = figure.sides().size();
        for (int side = 0; side < sides; side++) {
            g2.setColor(Strokes.colour(figure.sides().get(side).look(), palette));
            for (int index = 0; index < figure.binCount(); index++) {
                ReliabilityFigure.Bin bin = place.bin(side, index);
                double from = place.frame().x(bin.from());
                double wide = place.frame().x(bin.to()) - from;
                double bar = wide * 0.76 / sides;
                double left = style.snap(from + wide * 0.12 + side * bar);
                double right = style.snap(from + wide * 0.12 + (side + 1) * bar);
                double high = bin.count() == 0 ? 0 : Math.max(0.75, bin.count() * unit);
                g2.fill(new Rectangle2D.Double(left, bottom - high, right - left, high));
            }
        }
        Line2D base = new Line2D.Double(box.getMinX(), bottom, box.getMaxX(), bottom);
        Ink.line(
                g2,
                style,
                base,
                style.axisWidth(),
                style.onPaper() ? palette.axis() : palette.zero());
        String most = "answers in each bin, at most " + MatrixLayout.text(figure.most());
        Ink.text(
                g2,
                Ink.cut(most, style.font(), box.getWidth()),
                style.font(),
                palette.muted(),
                box.getMinX(),
                box.getMinY() - style.em(0.7),
                0,
                0.5);
    }
}
