package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;

/// Lines over the bars of figures on paper, a kind for each vector.
final class Hatch {
    private Hatch() {}

    /// White lines over a bar; the first kind has none.
    static void draw(Graphics2D g2, Rectangle2D bar, int kind, FigureStyle style) {
        if (kind == 0 || bar.isEmpty()) {
            return;
        }
        Shape before = g2.getClip();
        g2.clip(bar);
        g2.setColor(Color.WHITE);
        g2.setStroke(new BasicStroke((float) (style.axisWidth() * 0.8)));
        double step = style.em(0.42);
        double size = bar.getWidth() + bar.getHeight();
        for (double d = 0; d < size; d += step) {
            double left = bar.getMinX();
            double bottom = bar.getMaxY();
            if (kind == 1 || kind == 4) {
                g2.draw(
                        new Line2D.Double(
                                left + d - bar.getHeight(), bottom, left + d, bar.getMinY()));
            }
            if (kind == 2 || kind == 4) {
                g2.draw(
                        new Line2D.Double(
                                left + d - bar.getHeight(), bar.getMinY(), left + d, bottom));
            }
            if (kind == 3 || kind >= 6) {
                g2.draw(new Line2D.Double(left, bottom - d, bar.getMaxX(), bottom - d));
            }
            if (kind == 5 || kind == 6) {
                g2.draw(new Line2D.Double(left + d, bar.getMinY(), left + d, bottom));
            }
        }
        g2.setClip(before);
    }
}
