package org.taskvectors.figure;

import java.awt.geom.Rectangle2D;

/// What marks the place under the pointer.
sealed interface HoverMark {
    /// A tint over a position.
    record Band(Rectangle2D box) implements HoverMark {}

    /// A frame around a cell.
    record Frame(Rectangle2D box) implements HoverMark {}

    /// A ring around a point of a series.
    record Ring(double x, double y, Look look, boolean nearest) implements HoverMark {}
}
