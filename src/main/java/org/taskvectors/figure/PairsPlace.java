package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.analysis.metric.Pair;

/// Where the cells of the matrix of all pairs lie: in squares of blocks with a gap between them.
final class PairsPlace implements Drawn {
    /// Width of the gap between two blocks, in cells.
    private static final double GAP = 0.3;

    private final HeatMapFigure figure;
    private final AllPairs pairs;
    private final Rectangle2D area;

    PairsPlace(HeatMapFigure figure, Rectangle2D area) {
        this.figure = figure;
        this.pairs = figure.pairs().orElseThrow();
        this.area = area;
    }

    /// How many cells wide the matrix is, with its gaps.
    static double span(AllPairs pairs) {
        int count = pairs.blocks().size();
        return count == 0 ? 1 : start(pairs, count - 1) + 1;
    }

    /// Where a vector's cells begin, in cells.
    private static double start(AllPairs pairs, int vector) {
        int gaps = 0;
        for (int i = 1; i <= vector; i++) {
            gaps += pairs.ofOneBlock(i - 1, i) ? 0 : 1;
        }
        return vector + gaps * GAP;
    }

    @Override
    public Rectangle2D area() {
        return area;
    }

    private double unitX() {
        return area.getWidth() / span(pairs);
    }

    private double unitY() {
        return area.getHeight() / span(pairs);
    }

    Rectangle2D cell(int row, int column) {
        return new Rectangle2D.Double(
                area.getX() + start(pairs, column) * unitX(),
                area.getY() + start(pairs, row) * unitY(),
                unitX(),
                unitY());
    }

    /// The box around the cells from one corner to another.
    Rectangle2D box(int row, int column, int lastRow, int lastColumn) {
        return cell(row, column).createUnion(cell(lastRow, lastColumn));
    }

    @Override
    public Optional<Spot> spot(double x, double y) {
        int row = column((y - area.getY()) / unitY());
        int column = column((x - area.getX()) / unitX());
        return row < 0 || column < 0
                ? Optional.empty()
                : Optional.of(new Spot(column, OptionalInt.of(row)));
    }

    private int column(double place) {
        for (int i = 0; i < columns(); i++) {
            double start = start(pairs, i);
            if (place >= start && place < start + 1) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Point2D anchor(Spot spot) {
        Rectangle2D cell = cell(spot.row().orElse(0), spot.position());
        return new Point2D.Double(cell.getCenterX(), cell.getCenterY());
    }

    @Override
    public int columns() {
        return figure.rows().size();
    }

    @Override
    public int rows() {
        return figure.rows().size();
    }

    @Override
    public Spot first() {
        Optional<Pair> framed = pairs.framed().stream().findFirst();
        return new Spot(
                framed.map(Pair::b).orElse(0), OptionalInt.of(framed.map(Pair::a).orElse(0)));
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        return List.of(new HoverMark.Frame(cell(spot.row().orElse(0), spot.position())));
    }
}
