package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the bins of a [ReliabilityFigure] lie: points on a frame, and bars of counts below it.
///
/// @param figure what was drawn
/// @param frame of accuracy over confidence
/// @param counts the rectangle of the bars
record ReliabilityPlace(ReliabilityFigure figure, PlotFrame frame, Rectangle2D counts)
        implements Drawn {
    @Override
    public Rectangle2D area() {
        Rectangle2D all = (Rectangle2D) frame.area().clone();
        all.add(counts);
        return all;
    }

    ReliabilityFigure.Bin bin(int side, int index) {
        return figure.sides().get(side).bins().get(index);
    }

    private Rectangle2D column(int index) {
        ReliabilityFigure.Bin bin = bin(0, index);
        double left = frame.x(bin.from());
        return new Rectangle2D.Double(
                left, area().getMinY(), frame.x(bin.to()) - left, area().getHeight());
    }

    @Override
    public Optional<Spot> spot(double x, double y) {
        int position = 0;
        while (position < figure.binCount() - 1 && x >= column(position).getMaxX()) {
            position++;
        }
        int row = -1;
        double distance = Double.POSITIVE_INFINITY;
        for (int side = 0; side < figure.sides().size(); side++) {
            ReliabilityFigure.Bin bin = bin(side, position);
            double away = Math.abs(frame.y(bin.accuracy()) - y);
            if (bin.isShown() && away < distance) {
                distance = away;
                row = side;
            }
        }
        return figure.binCount() == 0
                ? Optional.empty()
                : Optional.of(
                        new Spot(position, row < 0 ? OptionalInt.empty() : OptionalInt.of(row)));
    }

    @Override
    public Point2D anchor(Spot spot) {
        ReliabilityFigure.Bin bin = bin(spot.row().orElse(0), spot.position());
        Rectangle2D column = column(spot.position());
        return bin.isShown()
                ? new Point2D.Double(frame.x(bin.confidence()), frame.y(bin.accuracy()))
                : new Point2D.Double(column.getCenterX(), frame.area().getCenterY());
    }

    @Override
    public int columns() {
        return figure.binCount();
    }

    @Override
    public int rows() {
        return figure.sides().size();
    }

    @Override
    public Spot first() {
        return new Spot(0, OptionalInt.of(0));
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        List<HoverMark> marks = new ArrayList<>();
        marks.add(new HoverMark.Band(column(spot.position())));
        for (int side = 0; side < figure.sides().size(); side++) {
            ReliabilityFigure.Bin bin = bin(side, spot.position());
            if (bin.isShown()) {
                marks.add(
                        new HoverMark.Ring(
                                frame.x(bin.confidence()),
                                frame.y(bin.accuracy()),
                                figure.sides().get(side).look(),
                                spot.row().orElse(-1) == side));
            }
        }
        return marks;
    }
}
