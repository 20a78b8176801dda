package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names written beside their lines, as papers have them: where a name lies clearly nearer to its
/// own line than to any other. Where there is no such place for every name there are none, and the
/// figure has a legend.
final class LineLabels {
    private static final int MOST = Emphasis.MOST_TOLD_APART;

    /// Where a name may stand at a point: how much of it lies left of the point, and above or
    /// below.
    private static final double[][] SIDES = {{0.5, -1}, {0.5, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 1}};

    private final LineFigure figure;
    private final Geometry geometry;
    private final FigureStyle style;
    private final List<List<Point2D>> traces = new ArrayList<>();

    private LineLabels(LineFigure figure, Geometry geometry, FigureStyle style) {
        this.figure = figure;
        this.geometry = geometry;
        this.style = style;
        for (int i = 0; i < figure.series().size(); i++) {
            traces.add(trace(i));
        }
    }

    /// A name and the box that it stands in.
    record Label(String name, int colour, Rectangle2D box) {}

    static Optional<List<Label>> place(LineFigure figure, Geometry geometry, FigureStyle style) {
        if (figure.series().size() > MOST || figure.positions().layerCount() < 3) {
            return Optional.empty();
        }
        LineLabels labels = new LineLabels(figure, geometry, style);
        List<Label> placed = new ArrayList<>();
        for (int i = 0; i < figure.series().size(); i++) {
            Optional<Label> label = labels.best(i, placed);
            if (label.isEmpty()) {
                return Optional.empty();
            }
            placed.add(label.get());
        }
        return Optional.of(placed);
    }

    static void draw(Graphics2D g2, List<Label> labels, FigureStyle style) {
        for (Label label : labels) {
            Ink.text(
                    g2,
                    label.name(),
                    style.font(),
                    style.palette().vector(label.colour()),
                    label.box().getMinX(),
                    label.box().getCenterY(),
                    0,
                    0.5);
        }
    }

    /// Points along a line, close enough to measure distances to it.
    private List<Point2D> trace(int series) {
        List<Point2D> points = new ArrayList<>();
        PositionSlots slots = new PositionSlots(figure.positions());
        for (int i = 0; i < figure.positions().size(); i++) {
            double x = geometry.x(i);
            double y = geometry.y(series, i);
            if (Double.isNaN(y)) {
                continue;
            }
            points.add(new Point2D.Double(x, y));
            if (i + 1 < figure.positions().size() && slots.connected(i)) {
                double nextX = geometry.x(i + 1);
                double nextY = geometry.y(series, i + 1);
                int steps = (int) Math.ceil(Math.hypot(nextX - x, nextY - y) / style.em(0.25));
                for (int k = 1; k < steps && !Double.isNaN(nextY); k++) {
                    double share = (double) k / steps;
                    points.add(
                            new Point2D.Double(x + share * (nextX - x), y + share * (nextY - y)));
                }
            }
        }
        return points;
    }

    private Optional<Label> best(int series, List<Label> placed) {
        Series own = figure.series().get(series);
        double width = Ink.width(own.name(), style.font());
        double height = style.em(1);
        Label best = null;
        double bestScore = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < figure.positions().layerCount(); i++) {
            double y = geometry.y(series, i);
            for (double[] side : SIDES) {
                double middle = y + side[1] * (style.em(0.95) + style.markerSize() / 2);
                Rectangle2D box =
                        new Rectangle2D.Double(
                                geometry.x(i) - side[0] * width,
                                middle - height / 2,
                                width,
                                height);
                double score = score(box, series, placed);
                if (score > bestScore + 1e-6) {
                    bestScore = score;
                    best = new Label(own.name(), own.colour(), box);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    /// How well a name stands there; minus infinity where it must not.
    private double score(Rectangle2D box, int series, List<Label> placed) {
        if (Double.isNaN(box.getY()) || !inside(box)) {
            return Double.NEGATIVE_INFINITY;
        }
        double own = distance(box, traces.get(series));
        double others = style.em(5);
        for (int i = 0; i < traces.size(); i++) {
            if (i != series) {
                others = Math.min(others, distance(box, traces.get(i)));
            }
        }
        for (Label label : placed) {
            others = Math.min(others, gap(box, label.box()));
        }
        boolean clear = own >= style.markerSize() / 2 + style.em(0.05);
        boolean belongs = own <= style.em(1) && others > own + style.em(0.7);
        return clear && belongs ? others - own : Double.NEGATIVE_INFINITY;
    }

    private boolean inside(Rectangle2D box) {
        Rectangle2D area = geometry.area();
        return box.getMinX() >= area.getMinX() + style.em(0.3)
                && box.getMaxX() <= area.getMaxX()
                && box.getMinY() >= area.getMinY() - style.em(0.2)
                && box.getMaxY() <= area.getMaxY() - style.em(0.2);
    }

    private static double distance(Rectangle2D box, List<Point2D> points) {
        double least = Double.POSITIVE_INFINITY;
        for (Point2D point : points) {
            double dx =
                    Math.max(
                            0,
                            Math.max(box.getMinX() - point.getX(), point.getX() - box.getMaxX()));
            double dy =
                    Math.max(
                            0,
                            Math.max(box.getMinY() - point.getY(), point.getY() - box.getMaxY()));
            least = Math.min(least, Math.hypot(dx, dy));
        }
        return least;
    }

    private static double gap(Rectangle2D one, Rectangle2D other) {
        double dx =
                Math.max(
                        0,
                        Math.max(one.getMinX() - other.getMaxX(), other.getMinX() - one.getMaxX()));
        double dy =
                Math.max(
                        0,
                        Math.max(one.getMinY() - other.getMaxY(), other.getMinY() - one.getMaxY()));
        return Math.hypot(dx, dy);
    }
}
