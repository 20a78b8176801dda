package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// The names of a figure's vectors above it, each with its line and marker or its bar, in as many
/// rows as they need.
final class Legend {
    private final List<Series> series;
    private final boolean bars;
    private final FigureStyle style;
    private final double left;
    private final List<List<Series>> rows = new ArrayList<>();

    /// @param left where the rows begin
    /// @param width of the rows
    Legend(List<Series> series, boolean bars, FigureStyle style, double left, double width) {
        this.series = series;
        this.bars = bars;
        this.style = style;
        this.left = left;
        List<Series> row = new ArrayList<>();
        double used = 0;
        for (Series one : series) {
            double needed = width(one);
            if (!row.isEmpty() && used + needed > width) {
                rows.add(row);
                row = new ArrayList<>();
                used = 0;
            }
            row.add(one);
            used += needed + style.em(1.2);
        }
        rows.add(row);
    }

    private double sample() {
        return style.em(bars ? 0.9 : 2.2);
    }

    private double width(Series one) {
        return sample() + style.em(0.5) + Ink.width(one.name(), style.font());
    }

    double height() {
        return series.isEmpty() ? 0 : style.em(rows.size() * 1.3 + 0.3);
    }

    void draw(Graphics2D g2, double top) {
        double y = top + style.em(0.65);
        for (List<Series> row : rows) {
            double x = left;
            for (Series one : row) {
                drawSample(g2, one.colour(), x, y);
                Ink.text(
                        g2,
                        one.name(),
                        style.font(),
                        style.palette().text(),
                        x + sample() + style.em(0.5),
                        y,
                        0,
                        0.5);
                x += width(one) + style.em(1.2);
            }
            y += style.em(1.3);
        }
    }

    private void drawSample(Graphics2D g2, int vector, double x, double y) {
        g2.setColor(style.palette().vector(vector));
        if (bars) {
            double half = style.em(0.36);
            Rectangle2D bar = new Rectangle2D.Double(x, y - half, sample(), 2 * half);
            g2.fill(bar);
            if (style.onPaper()) {
                Hatch.draw(g2, bar, VectorStyle.dashKind(vector), style);
            }
            return;
        }
        g2.setStroke(VectorStyle.stroke(vector, style.lineWidth()));
        g2.draw(new Line2D.Double(x, y, x + sample(), y));
        g2.fill(
                AffineTransform.getTranslateInstance(x + sample() / 2, y)
                        .createTransformedShape(VectorStyle.marker(vector, style.markerSize())));
    }
}
