package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Optional;

/// Where things lie in a figure that was drawn.
interface Drawn {
    /// The rectangle in which the values are drawn.
    Rectangle2D area();

    /// What lies at a place near the area; empty between two parts of a figure.
    Optional<Spot> spot(double x, double y);

    /// The point that a spot is about.
    Point2D anchor(Spot spot);

    /// How many positions lie side by side.
    int columns();

    /// How many series or rows there are; 0 where only the position counts.
    int rows();

    /// The spot that the keyboard begins at.
    Spot first();

    /// What marks a spot that is pointed at.
    List<HoverMark> hover(Spot spot);

    /// The spot that is nearest to a number of the axis below, of all series or rows; empty where
    /// that axis has no numbers, or nothing lies there.
    default Optional<Spot> at(double x) {
        return Optional.empty();
    }

    /// The numbers that a place stands for; empty where the axes have no numbers.
    default Optional<AxisPoint> point(double x, double y, boolean isFinal) {
        return Optional.empty();
    }
}
