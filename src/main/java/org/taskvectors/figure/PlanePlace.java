package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the cells of a [PlaneFigure] lie on a frame. Between two columns a cell ends half way.
final class PlanePlace implements Drawn {
    private final PlaneFigure figure;
    private final PlotFrame frame;

    PlanePlace(PlaneFigure figure, PlotFrame frame) {
        this.figure = figure;
        this.frame = frame;
    }

    /// The ends of a figure's columns.
    static List<Double> across(PlaneFigure figure) {
        if (!figure.growing()) {
            return edges(figure.columns(), figure.x());
        }
        List<Double> edges = new ArrayList<>();
        edges.add(Math.min(figure.x().low(), figure.columns().getFirst()));
        edges.addAll(figure.columns());
        return edges;
    }

    /// The ends of cells around places, one more than there are places.
    ///
    /// @param axis its ends are those of a single cell
    static List<Double> edges(List<Double> places, AxisRange axis) {
        int count = places.size();
        if (count == 1) {
            boolean inside = axis.low() < places.getFirst() && places.getFirst() < axis.high();
            double half = (axis.high() - axis.low()) / 2;
            return inside
                    ? List.of(axis.low(), axis.high())
                    : List.of(places.getFirst() - half, places.getFirst() + half);
        }
        List<Double> edges = new ArrayList<>();
        edges.add(places.get(0) - (places.get(1) - places.get(0)) / 2);
        for (int i = 1; i < count; i++) {
            edges.add((places.get(i - 1) + places.get(i)) / 2);
        }
        edges.add(places.get(count - 1) + (places.get(count - 1) - places.get(count - 2)) / 2);
        return edges;
    }

    /// Index of the place that is nearest to a value.
    static int nearest(List<Double> places, double value) {
        int best = 0;
        for (int i = 1; i < places.size(); i++) {
            if (Math.abs(places.get(i) - value) < Math.abs(places.get(best) - value)) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public Rectangle2D area() {
        return frame.area();
    }

    double x(double value) {
        return frame.x(value);
    }

    double y(double value) {
        return frame.y(value);
    }

    /// Snapped to the pixels of a style.
    Rectangle2D cell(int column, int row, FigureStyle style) {
        List<Double> xs = across(figure);
        List<Double> ys = edges(figure.rows(), figure.y());
        double left = style.snap(frame.x(xs.get(column)));
        double right = style.snap(frame.x(xs.get(column + 1)));
        double top = style.snap(frame.y(ys.get(row + 1)));
        double bottom = style.snap(frame.y(ys.get(row)));
        return new Rectangle2D.Double(left, top, right - left, bottom - top);
    }

    /// Rows of spots are counted from the top, as in every figure.
    private int flipped(int row) {
        return figure.rows().size() - 1 - row;
    }

    @Override
    public Optional<Spot> spot(double x, double y) {
        double value = frame.valueX(x);
        if (figure.growing() && value > figure.columns().getLast()) {
            return Optional.empty();
        }
        int column = within(across(figure), value);
        int row = within(edges(figure.rows(), figure.y()), frame.valueY(y));
        return Optional.of(new Spot(column, OptionalInt.of(flipped(row))));
    }

    private static int within(List<Double> edges, double value) {
        int index = 0;
        while (index < edges.size() - 2 && value >= edges.get(index + 1)) {
            index++;
        }
        return index;
    }

    @Override
    public Point2D anchor(Spot spot) {
        Rectangle2D cell = cell(spot);
        return new Point2D.Double(cell.getCenterX(), cell.getCenterY());
    }

    private Rectangle2D cell(Spot spot) {
        return cell(
                spot.position(),
                flipped(spot.row().orElse(0)),
                FigureStyle.screen(FigureTheme.LIGHT, 1));
    }

    @Override
    public int columns() {
        return figure.columns().size();
    }

    @Override
    public int rows() {
        return figure.rows().size();
    }

    @Override
    public Spot first() {
        double x = figure.chosen().map(PlaneFigure.Choice::x).orElse(figure.columns().getFirst());
        double y = figure.chosen().map(PlaneFigure.Choice::y).orElse(figure.rows().getLast());
        return new Spot(
                nearest(figure.columns(), x), OptionalInt.of(flipped(nearest(figure.rows(), y))));
    }

    @Override
    public Optional<Spot> at(double x) {
        return Optional.of(new Spot(within(across(figure), x), OptionalInt.empty()));
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        if (spot.row().isEmpty()) {
            Rectangle2D top = cell(new Spot(spot.position(), OptionalInt.of(0)));
            return List.of(
                    new HoverMark.Frame(
                            new Rectangle2D.Double(
                                    top.getX(),
                                    area().getMinY(),
                                    top.getWidth(),
                                    area().getHeight())));
        }
        return List.of(new HoverMark.Frame(cell(spot)));
    }

    @Override
    public Optional<AxisPoint> point(double x, double y, boolean isFinal) {
        return spot(x, y)
                .map(
                        spot ->
                                new AxisPoint(
                                        figure.columns().get(spot.position()),
                                        figure.rows().get(flipped(spot.row().orElse(0))),
                                        isFinal));
    }
}
