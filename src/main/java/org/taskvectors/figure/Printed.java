package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/// What a file of a figure holds: a page that is drawn, and what it says of itself.
interface Printed {
    /// In points.
    Rectangle2D room();

    /// Draws it.
    ///
    /// @param pixel side of a pixel in points; 0 where there are none
    void draw(Graphics2D g2, double pixel);

    /// What it shows.
    FigureSubject about();
}
