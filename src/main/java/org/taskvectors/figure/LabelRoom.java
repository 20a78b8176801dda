package org.taskvectors.figure;

import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where words may stand in a figure: inside it, off the lines, off each other, and better not on a
/// band.
final class LabelRoom {
    private static final double OUTSIDE = 1000;
    private static final double ON_WORDS = 300;
    private static final double ON_POINT = 4;
    private static final double LEADER_ON_WORDS = 60;
    private static final double ON_BAND = 0.6;

    private final Rectangle2D area;
    private final double step;
    private final List<Point2D> lines = new ArrayList<>();
    private final List<Rectangle2D> words = new ArrayList<>();
    private final List<Rectangle2D> points = new ArrayList<>();
    private final List<Shape> bands = new ArrayList<>();

    /// @param area no word leaves it
    /// @param step how close the points are by which lines are known
    LabelRoom(Rectangle2D area, double step) {
        this.area = area;
        this.step = step;
    }

    /// A place for words.
    ///
    /// @param box where they would stand
    /// @param cost how little it is wanted, 0 for the best; as much as lines that are crossed
    /// @param leader the line from what is named to the words
    record Place(Rectangle2D box, double cost, Optional<Line2D> leader) {
        Place(Rectangle2D box, double cost) {
            this(box, cost, Optional.empty());
        }

        boolean isLedThrough(Rectangle2D other) {
            return leader.isPresent() && other.intersectsLine(leader.get());
        }
    }

    /// The place that was taken.
    ///
    /// @param isClear whether no line runs through it
    /// @param isFree whether no other words stand there, and it is inside
    record Taken(Rectangle2D box, boolean isClear, boolean isFree) {}

    void line(double x1, double y1, double x2, double y2) {
        double length = Math.hypot(x2 - x1, y2 - y1);
        int steps = Math.max(1, (int) Math.ceil(length / step));
        for (int i = 0; i <= steps; i++) {
            double share = (double) i / steps;
            lines.add(new Point2D.Double(x1 + share * (x2 - x1), y1 + share * (y2 - y1)));
        }
    }

    /// Where no words may stand.
    void words(Rectangle2D box) {
        words.add(box);
    }

    /// Where a point is drawn.
    void point(Rectangle2D box) {
        points.add(box);
    }

    void band(Shape band) {
        bands.add(band);
    }

    /// Takes the place that costs least; of equal ones the first. Where no place is free it takes
    /// none.
    Taken take(List<Place> places) {
        return take(places, ON_WORDS);
    }

    /// The same for words that are left out rather than written where they cost too much.
    ///
    /// @param most what a place may cost
    Taken take(List<Place> places, double most) {
        Place best = places.getFirst();
        double least = Double.POSITIVE_INFINITY;
        for (Place place : places) {
            double cost = cost(place, least - 1e-9);
            if (cost < least - 1e-9) {
                least = cost;
                best = place;
            }
        }
        boolean isFree = least < most;
        boolean isClear = crossed(best.box()) == 0;
        if (isFree) {
            words.add(widened(best.box()));
            best.leader().ifPresent(l -> line(l.getX1(), l.getY1(), l.getX2(), l.getY2()));
        }
        return new Taken(best.box(), isClear, isFree);
    }

    /// Words side by side stand apart.
    private Rectangle2D widened(Rectangle2D box) {
        return new Rectangle2D.Double(
                box.getX() - 3 * step, box.getY(), box.getWidth() + 6 * step, box.getHeight());
    }

    /// What a place costs; the count ends where it costs as much as `enough`.
    private double cost(Place place, double enough) {
        double cost = place.cost() + (area.contains(place.box()) ? 0 : OUTSIDE);
        for (int i = 0; i < words.size() && cost < enough; i++) {
            cost += words.get(i).intersects(place.box()) ? ON_WORDS : 0;
            cost += place.isLedThrough(words.get(i)) ? LEADER_ON_WORDS : 0;
        }
        for (int i = 0; i < points.size() && cost < enough; i++) {
            cost += points.get(i).intersects(place.box()) ? ON_POINT : 0;
            cost += place.isLedThrough(points.get(i)) ? ON_POINT / 2 : 0;
        }
        cost += cost < enough ? crossed(place.box()) : 0;
        for (int i = 0; i < bands.size() && cost < enough; i++) {
            cost += bands.get(i).intersects(place.box()) ? ON_BAND : 0;
        }
        return cost;
    }

    private int crossed(Rectangle2D box) {
        int count = 0;
        for (Point2D point : lines) {
            count += box.contains(point) ? 1 : 0;
        }
        return count;
    }
}
