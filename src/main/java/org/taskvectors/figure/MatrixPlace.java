package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the cells of a [MatrixFigure] lie: a grid for each side.
///
/// @param figure what was drawn
/// @param grids the rectangle of each side's cells, from left to right
record MatrixPlace(MatrixFigure figure, List<Rectangle2D> grids) implements Drawn {
    MatrixPlace {
        grids = List.copyOf(grids);
    }

    @Override
    public Rectangle2D area() {
        Rectangle2D all = (Rectangle2D) grids.getFirst().clone();
        grids.forEach(all::add);
        return all;
    }

    private int classes() {
        return figure.classes().size();
    }

    Rectangle2D cell(MatrixFigure.Cell cell) {
        Rectangle2D grid = grids.get(cell.side());
        double width = grid.getWidth() / classes();
        double height = grid.getHeight() / classes();
        return new Rectangle2D.Double(
                grid.getX() + cell.answer() * width,
                grid.getY() + cell.truth() * height,
                width,
                height);
    }

    @Override
    public Optional<Spot> spot(double x, double y) {
        for (int side = 0; side < grids.size(); side++) {
            Rectangle2D grid = grids.get(side);
            if (grid.contains(x, y)) {
                int answer = (int) ((x - grid.getX()) / grid.getWidth() * classes());
                int truth = (int) ((y - grid.getY()) / grid.getHeight() * classes());
                return Optional.of(
                        figure.spot(
                                new MatrixFigure.Cell(
                                        side,
                                        Math.min(truth, classes() - 1),
                                        Math.min(answer, classes() - 1))));
            }
        }
        return Optional.empty();
    }

    @Override
    public Point2D anchor(Spot spot) {
        Rectangle2D cell = cell(figure.cell(spot));
        return new Point2D.Double(cell.getCenterX(), cell.getCenterY());
    }

    @Override
    public int columns() {
        return classes() * grids.size();
    }

    @Override
    public int rows() {
        return classes();
    }

    @Override
    public Spot first() {
        return figure.chosen().map(figure::spot).orElse(new Spot(0, OptionalInt.of(0)));
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        return List.of(new HoverMark.Frame(cell(figure.cell(spot))));
    }
}
