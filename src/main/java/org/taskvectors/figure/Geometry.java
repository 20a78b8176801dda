package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;
import java.util.OptionalInt;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/// Where things lie in a figure that was drawn: from places in the drawing to positions and values,
/// and back.
final class Geometry {
    private final Figure figure;
    private final Rectangle2D area;
    private final PositionSlots slots;
    private final ValueAxis across;
    private final ValueAxis down;
    private final FigureStyle style;

    Geometry(Figure figure, XYPlot plot, Rectangle2D area, FigureStyle style) {
        this.figure = figure;
        this.area = area;
        this.slots = new PositionSlots(figure.positions());
        this.across = plot.getDomainAxis();
        this.down = plot.getRangeAxis();
        this.style = style;
    }

    /// The rectangle in which the values are drawn.
    Rectangle2D area() {
        return area;
    }

    double x(int position) {
        return px(slots.x(position));
    }

    double left(int position) {
        return px(slots.x(position) - slots.half(position));
    }

    double right(int position) {
        return px(slots.x(position) + slots.half(position));
    }

    private double px(double x) {
        return across.valueToJava2D(x, area, RectangleEdge.BOTTOM);
    }

    /// Where a point of a series, the end of a bar or the middle of a row lies; NaN where nothing
    /// is drawn.
    double y(int row, int position) {
        return switch (figure) {
            case LineFigure line ->
                    valueY(line.series().get(row).values().get(position), line.range());
            case BarFigure bar -> valueY(bar.series().get(row).values().get(position), bar.range());
            case HeatMapFigure map -> down.valueToJava2D(row, area, RectangleEdge.LEFT);
        };
    }

    private double valueY(double value, ValueRange range) {
        double place = range.log() ? Math.log10(value) : value;
        return Double.isFinite(place)
                ? down.valueToJava2D(place, area, RectangleEdge.LEFT)
                : Double.NaN;
    }

    /// Middle of a bar, x of a point or of a cell.
    double x(int row, int position) {
        if (figure instanceof BarFigure bar) {
            Bars bars = Bars.of(slots, position, bar.series().size(), area, style);
            return bars.left(row) + bars.width() / 2;
        }
        return x(position);
    }

    /// Height of a row of a heat map.
    double rowHeight() {
        return figure instanceof HeatMapFigure map
                ? area.getHeight() / Math.max(1, map.rows().size())
                : 0;
    }

    /// What lies at a place: the nearest position, and with it the cell, or the series whose point
    /// or bar is nearest.
    Spot spot(double x, double y) {
        double at = across.java2DToValue(x, area, RectangleEdge.BOTTOM);
        int position = slots.at(at);
        if (figure instanceof HeatMapFigure map) {
            int row = (int) Math.floor((y - area.getMinY()) / rowHeight());
            return new Spot(
                    position,
                    OptionalInt.of(Math.clamp(row, 0, Math.max(0, map.rows().size() - 1))));
        }
        int count = rows(figure);
        int nearest = -1;
        double distance = Double.POSITIVE_INFINITY;
        for (int row = 0; row < count; row++) {
            double py = y(row, position);
            double away =
                    Math.hypot(x(row, position) - x, figure instanceof BarFigure ? 0 : py - y);
            if (away < distance) {
                distance = away;
                nearest = row;
            }
        }
        return new Spot(position, nearest < 0 ? OptionalInt.empty() : OptionalInt.of(nearest));
    }

    /// How many series or rows a figure has.
    static int rows(Figure figure) {
        return switch (figure) {
            case LineFigure line -> line.series().size();
            case BarFigure bar -> bar.series().size();
            case HeatMapFigure map -> map.rows().size();
        };
    }
}
