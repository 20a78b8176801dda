package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Draws a [PlaneFigure].
final class PlanePainter {
    private static final double SEAM = 0.25;

    /// The style number whose marker is a star.
    private static final int STAR = 7;

    private final PlaneFigure figure;
    private final FigureStyle style;
    private final Palette palette;
    private double smallest;

    PlanePainter(PlaneFigure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
        this.palette = style.palette();
    }

    PlanePlace draw(Graphics2D g2, Rectangle2D room) {
        List<Double> xs = PlanePlace.across(figure);
        List<Double> ys = PlanePlace.edges(figure.rows(), figure.y());
        BelowAxis below =
                new BelowAxis(
                        figure.x(),
                        xs.getFirst(),
                        figure.growing() ? Math.max(figure.x().high(), xs.getLast()) : xs.getLast(),
                        figure.columns(),
                        style,
                        room.getWidth() * 0.7);
        int steps = (int) Math.clamp((room.getHeight() - style.em(5)) / style.em(3), 1, 8);
        NiceScale rows = NiceScale.at(figure.rows(), ys.getFirst(), ys.getLast(), steps);
        QuantityAxis left = new QuantityAxis(rows, figure.y().title(), style);
        ColourBarAxis bar = new ColourBarAxis(figure.scale(), figure.quantity(), style);
        PlotFrame frame = PlotFrame.draw(g2, room, below, left, Optional.of(bar), style);
        PlanePlace place = new PlanePlace(figure, frame);
        smallest =
                Math.min(
                        (place.x(xs.getLast()) - place.x(xs.getFirst())) / figure.columns().size(),
                        place.area().getHeight() / figure.rows().size());
        if (figure.growing() && !style.onPaper()) {
            drawRoom(g2, place, place.x(xs.getLast()));
        }
        for (int row = 0; row < figure.rows().size(); row++) {
            for (int column = 0; column < figure.columns().size(); column++) {
                drawCell(g2, place, column, row);
            }
        }
        if (figure.diagonal()) {
            drawDiagonal(g2, place);
        }
        figure.chosen().ifPresent(choice -> drawFrame(g2, chosenCell(place, choice)));
        figure.marks().forEach(mark -> drawSign(g2, place, mark));
        figure.now().ifPresent(now -> CurvePainter.drawNow(g2, frame, style, now, figure.x()));
        new PlaneWords(figure, place, style).draw(g2);
        return place;
    }

    /// What is not computed yet is pale.
    private void drawRoom(Graphics2D g2, PlanePlace place, double from) {
        Rectangle2D area = place.area();
        Ink.fill(
                g2,
                style.snap(from),
                area.getMinY(),
                area.getMaxX(),
                area.getMaxY(),
                palette.empty());
    }

    /// The chosen cell; of a figure that grows its whole column.
    static Rectangle2D chosenCell(
            PlaneFigure figure, PlanePlace place, PlaneFigure.Choice choice, FigureStyle style) {
        int column = PlanePlace.nearest(figure.columns(), choice.x());
        Rectangle2D cell = place.cell(column, PlanePlace.nearest(figure.rows(), choice.y()), style);
        return figure.growing()
                ? new Rectangle2D.Double(
                        cell.getX(),
                        place.area().getMinY(),
                        cell.getWidth(),
                        place.area().getHeight())
                : cell;
    }

    private Rectangle2D chosenCell(PlanePlace place, PlaneFigure.Choice choice) {
        return chosenCell(figure, place, choice, style);
    }

    /// The colour of a cell that has a value; for any other that of an empty cell.
    static Color fill(OptionalDouble value, ColourScale scale, Palette palette) {
        return value.isPresent() && Double.isFinite(value.getAsDouble())
                ? palette.ramp(scale).of(value.getAsDouble(), scale)
                : palette.empty();
    }

    private void drawCell(Graphics2D g2, PlanePlace place, int column, int row) {
        OptionalDouble value = figure.values().get(row).get(column);
        Rectangle2D cell = place.cell(column, row, style);
        g2.setColor(fill(value, figure.scale(), palette));
        g2.fill(inset(cell, place.area()));
        if (value.isEmpty()) {
            drawPending(g2, cell);
        } else if (!Double.isFinite(value.getAsDouble())) {
            Ink.hatch(
                    g2,
                    inset(cell, place.area()),
                    style.em(0.7),
                    style.axisWidth(),
                    Ink.mix(palette.muted(), palette.empty()));
        }
    }

    /// A dot, since the weakest value of a scale is pale too.
    private void drawPending(Graphics2D g2, Rectangle2D cell) {
        double size = style.onPaper() ? style.em(0.18) : 2;
        if (smallest >= 3 * size) {
            g2.setColor(Ink.faint(palette.muted(), 0.45));
            g2.fill(
                    new Ellipse2D.Double(
                            cell.getCenterX() - size / 2,
                            cell.getCenterY() - size / 2,
                            size,
                            size));
        }
    }

    /// In a window a fine gap separates cells; on paper they touch.
    private Rectangle2D inset(Rectangle2D cell, Rectangle2D area) {
        double width = cell.getWidth();
        double height = cell.getHeight();
        if (!style.onPaper()) {
            double gap = smallest >= 5 ? Math.max(1, style.pixel()) : 0;
            return new Rectangle2D.Double(cell.getX(), cell.getY(), width - gap, height - gap);
        }
        if (style.pixel() == 0) {
            // Vector viewers smooth each edge: what only touches shows a seam.
            width = Math.min(width + SEAM, area.getMaxX() - cell.getX());
            height = Math.min(height + SEAM, area.getMaxY() - cell.getY());
        }
        return new Rectangle2D.Double(cell.getX(), cell.getY(), width, height);
    }

    private void drawDiagonal(Graphics2D g2, PlanePlace place) {
        Rectangle2D area = place.area();
        List<Double> xs = PlanePlace.edges(figure.columns(), figure.x());
        List<Double> ys = PlanePlace.edges(figure.rows(), figure.y());
        double from = Math.max(xs.getFirst(), ys.getFirst());
        double to = Math.min(xs.getLast(), ys.getLast());
        if (from >= to) {
            return;
        }
        Shape before = g2.getClip();
        g2.clip(area);
        Line2D line = new Line2D.Double(place.x(from), place.y(from), place.x(to), place.y(to));
        double width = style.onPaper() ? style.axisWidth() * 1.2 : 1.25;
        float[] dash = {(float) (4 * width), (float) (3 * width)};
        // Two tones, so that it shows on pale cells and on dark ones.
        g2.setColor(Ink.faint(palette.text(), 0.35));
        g2.setStroke(dashed(width, dash, 0));
        g2.draw(line);
        g2.setColor(Ink.faint(palette.surface(), 0.75));
        g2.setStroke(dashed(width, dash, (float) (3.5 * width)));
        g2.draw(line);
        g2.setClip(before);
    }

    private static BasicStroke dashed(double width, float[] dash, float phase) {
        return new BasicStroke(
                (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, phase);
    }

    private void drawFrame(Graphics2D g2, Rectangle2D cell) {
        double width = style.snapWidth(style.onPaper() ? style.axisWidth() * 2 : 2);
        double gap = style.onPaper() ? 0 : 1;
        // The light line inside keeps the frame apart from a dark cell.
        stroke(g2, cell, width, width / 2, gap, Ink.faint(palette.surface(), 0.9));
        stroke(g2, cell, width, -width / 2, gap, palette.frame());
    }

    private static void stroke(
            Graphics2D g2, Rectangle2D cell, double width, double in, double gap, Color colour) {
        g2.setColor(colour);
        g2.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        g2.draw(
                new Rectangle2D.Double(
                        cell.getX() + in,
                        cell.getY() + in,
                        Math.max(0, cell.getWidth() - 2 * in - gap),
                        Math.max(0, cell.getHeight() - 2 * in - gap)));
    }

    /// How large the sign of a named place is.
    static double signSize(FigureStyle style) {
        return style.onPaper() ? style.em(0.8) : 9;
    }

    private void drawSign(Graphics2D g2, PlanePlace place, PlaneFigure.Mark mark) {
        double size = signSize(style);
        Shape shape =
                mark.sign() == PlaneFigure.Sign.RING
                        ? new Ellipse2D.Double(-size / 2, -size / 2, size, size)
                        : VectorStyle.marker(STAR, size * 1.2);
        Shape moved =
                AffineTransform.getTranslateInstance(place.x(mark.x()), place.y(mark.y()))
                        .createTransformedShape(shape);
        g2.setColor(Color.WHITE);
        g2.fill(moved);
        g2.setColor(Palette.LIGHT.text());
        g2.setStroke(
                new BasicStroke(
                        (float) (size * 0.14), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        g2.draw(moved);
    }

    static List<Rectangle2D> around(Rectangle2D of, double width, double height, double gap) {
        double left = of.getMinX() - gap - width;
        double right = of.getMaxX() + gap;
        double middle = of.getCenterY() - height / 2;
        double centre = of.getCenterX() - width / 2;
        double above = of.getMinY() - gap - height;
        double below = of.getMaxY() + gap;
        List<Rectangle2D> boxes = new ArrayList<>();
        double[][] corners = {
            {right, middle}, {left, middle}, {centre, above}, {centre, below},
            {right, above}, {right, below}, {left, above}, {left, below}
        };
        for (double[] corner : corners) {
            boxes.add(new Rectangle2D.Double(corner[0], corner[1], width, height));
        }
        return boxes;
    }
}
