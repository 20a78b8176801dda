package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// The arrowhead at the edge that a value lies beyond.
final class BeyondMark {
    private BeyondMark() {}

    /// @param y the edge of the axis, which the head touches
    /// @param beyond 1 where the value lies above the axis, −1 where below
    static void draw(Graphics2D g2, double x, double y, int beyond, double size, Color colour) {
        double half = size * 0.6;
        Path2D head = new Path2D.Double();
        head.moveTo(x, y);
        head.lineTo(x - half, y + beyond * 2 * half);
        head.lineTo(x + half, y + beyond * 2 * half);
        head.closePath();
        g2.setColor(colour);
        g2.fill(head);
    }

    /// The mark of a cell whose value lies beyond the colours: the corner at its right, above for a
    /// value that is too large, below for one that is too small.
    static void corner(Graphics2D g2, Rectangle2D cell, int beyond, double size, Color colour) {
        double reach = Math.min(size, 0.6 * Math.min(cell.getWidth(), cell.getHeight()));
        double y = beyond > 0 ? cell.getMinY() : cell.getMaxY();
        Path2D corner = new Path2D.Double();
        corner.moveTo(cell.getMaxX(), y);
        corner.lineTo(cell.getMaxX() - reach, y);
        corner.lineTo(cell.getMaxX(), y + beyond * reach);
        corner.closePath();
        g2.setColor(colour);
        g2.fill(corner);
    }
}
