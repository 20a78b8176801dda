package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;

/// Where things lie in a figure of positions that was drawn: from places in the drawing to
/// positions and values, and back.
final class Geometry implements Drawn {
    private final PositionFigure figure;
    private final Rectangle2D area;
    private final PositionSlots slots;
    private final ValueAxis across;
    private final ValueAxis down;
    private final FigureStyle style;

    private final double room;

    /// @param room where the drawing ends at the right
    Geometry(PositionFigure figure, XYPlot plot, Rectangle2D area, double room, FigureStyle style) {
        this.room = room;
        this.figure = figure;
        this.area = area;
        this.slots = new PositionSlots(figure.positions());
        this.across = plot.getDomainAxis();
        this.down = plot.getRangeAxis();
        this.style = style;
    }

    /// The rectangle in which the values are drawn.
    @Override
    public Rectangle2D area() {
        return area;
    }

    /// Where the drawing ends at the right.
    double room() {
        return room;
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

    /// Where a point of a series, the end of a bar or the middle of a row lies, at the edge for a
    /// value beyond the axis; NaN where nothing is drawn.
    double y(int row, int position) {
        return switch (figure) {
            case LineFigure line ->
                    valueY(
                            line.series().get(row).values().get(position),
                            line.range().shown(line.choice()));
            case BarFigure bar ->
                    valueY(
                            bar.series().get(row).values().get(position),
                            bar.range().shown(bar.choice()));
            case HeatMapFigure map -> down.valueToJava2D(row, area, RectangleEdge.LEFT);
        };
    }

    private double valueY(double value, ValueRange range) {
        double place = range.log() ? Math.log10(value) : value;
        return Double.isFinite(place)
                ? Math.clamp(
                        down.valueToJava2D(place, area, RectangleEdge.LEFT),
                        area.getMinY(),
                        area.getMaxY())
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
    @Override
    public Optional<Spot> spot(double x, double y) {
        return Optional.of(at(x, y));
    }

    private Spot at(double x, double y) {
        double at = across.java2DToValue(x, area, RectangleEdge.BOTTOM);
        int position = slots.at(at);
        if (figure instanceof HeatMapFigure map) {
            int row = (int) Math.floor((y - area.getMinY()) / rowHeight());
            return new Spot(
                    position,
                    OptionalInt.of(Math.clamp(row, 0, Math.max(0, map.rows().size() - 1))));
        }
        int count = rows();
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

    @Override
    public int columns() {
        return figure.positions().size();
    }

    /// How many series or rows the figure has.
    @Override
    public int rows() {
        return switch (figure) {
            case LineFigure line -> line.series().size();
            case BarFigure bar -> bar.series().size();
            case HeatMapFigure map -> map.rows().size();
        };
    }

    @Override
    public Spot first() {
        int position = figure.marked().isEmpty() ? 0 : figure.marked().getFirst();
        return new Spot(position, rows() == 0 ? OptionalInt.empty() : OptionalInt.of(0));
    }

    @Override
    public Point2D anchor(Spot spot) {
        double y = rows() == 0 ? Double.NaN : y(spot.row().orElse(0), spot.position());
        return new Point2D.Double(x(spot.position()), Double.isNaN(y) ? area.getCenterY() : y);
    }

    /// Of many lines only those that stand out and the nearest one.
    private static boolean isRinged(LineFigure line, int series, boolean isNearest) {
        return isNearest || line.emphasis().map(of -> of.holds(series)).orElse(true);
    }

    private static Look look(LineFigure line, int series) {
        if (line.emphasis().isEmpty()) {
            return line.series().get(series).look();
        }
        return line.emphasis().get().chosen().contains(series) ? Look.edited() : Look.ink(0);
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        int position = spot.position();
        double left = left(position);
        double width = right(position) - left;
        if (figure instanceof HeatMapFigure) {
            double top = area.getMinY() + spot.row().orElse(0) * rowHeight();
            return List.of(
                    new HoverMark.Frame(new Rectangle2D.Double(left, top, width, rowHeight())));
        }
        List<HoverMark> marks = new ArrayList<>();
        marks.add(
                new HoverMark.Band(
                        new Rectangle2D.Double(
                                left, area.getMinY(), Math.max(2, width), area.getHeight())));
        if (figure instanceof LineFigure line) {
            for (int i = 0; i < line.series().size(); i++) {
                double y = y(i, position);
                boolean isNearest = spot.row().orElse(-1) == i;
                if (!Double.isNaN(y) && isRinged(line, i, isNearest)) {
                    marks.add(new HoverMark.Ring(x(position), y, look(line, i), isNearest));
                }
            }
        }
        return marks;
    }
}
