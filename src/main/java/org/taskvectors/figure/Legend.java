package org.taskvectors.figure;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The names of a figure's vectors above it, each with its line and marker or its bar, in as many
/// rows as they need.
final class Legend {
    /// What stands between the two names of a pair.
    private static final String BETWEEN = " · ";

    private final List<Series> series;
    private final boolean bars;
    private final FigureStyle style;
    private final double left;
    private final double width;
    private final List<List<Series>> rows = new ArrayList<>();

    /// @param left where the rows begin
    /// @param width of the rows
    Legend(List<Series> series, boolean bars, FigureStyle style, double left, double width) {
        this.series = series;
        this.bars = bars;
        this.style = style;
        this.left = left;
        this.width = width;
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
        return sample() + style.em(0.5) + Ink.width(name(one), style.font());
    }

    /// Its name, cut where it is longer than a whole row.
    private String name(Series one) {
        return fitted(one.name(), style.font(), width - sample() - style.em(0.5));
    }

    /// The name, cut where it is wider than `room`. Of a pair each of the two names is cut by
    /// itself, the longer one first, so that pairs with one name in common stay apart.
    static String fitted(String name, Font font, double room) {
        List<String> parts = new ArrayList<>(List.of(name.split(BETWEEN)));
        double rest = room - (parts.size() - 1) * Ink.width(BETWEEN, font);
        List<Integer> shortFirst = new ArrayList<>();
        for (int part = 0; part < parts.size(); part++) {
            shortFirst.add(part);
        }
        shortFirst.sort(Comparator.comparingDouble(part -> Ink.width(parts.get(part), font)));
        for (int done = 0; done < shortFirst.size(); done++) {
            int part = shortFirst.get(done);
            String cut = Ink.cut(parts.get(part), font, rest / (shortFirst.size() - done));
            parts.set(part, cut);
            rest -= Ink.width(cut, font);
        }
        return String.join(BETWEEN, parts);
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
                        name(one),
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
