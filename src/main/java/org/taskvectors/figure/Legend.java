package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/// The names of a figure's vectors above it, each with its line and marker or its bar, in as many
/// rows as they need.
final class Legend {
    /// What stands between the two names of a pair.
    private static final String BETWEEN = " · ";

    /// Height of a row in ems.
    private static final double LINE = 1.3;

    private final List<LegendEntry> entries;
    private final FigureStyle style;
    private final double left;
    private final double width;
    private final List<List<LegendEntry>> rows = new ArrayList<>();

    /// @param left where the rows begin
    /// @param width of the rows
    Legend(List<LegendEntry> entries, FigureStyle style, double left, double width) {
        this.entries = entries;
        this.style = style;
        this.left = left;
        this.width = width;
        List<LegendEntry> row = new ArrayList<>();
        double used = 0;
        for (LegendEntry one : entries) {
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

    private double sample(LegendEntry one) {
        return style.em(one.bar() ? 0.9 : 2.2);
    }

    private double width(LegendEntry one) {
        double widest = 0;
        for (String line : lines(one)) {
            widest = Math.max(widest, Ink.width(line, style.font()));
        }
        return sample(one) + style.em(0.5) + widest;
    }

    /// Its name, on several lines where it is longer than a whole row; a pair of names is cut.
    private List<String> lines(LegendEntry one) {
        double room = width - sample(one) - style.em(0.5);
        return one.name().contains(BETWEEN)
                ? List.of(Ink.cut(one.name(), style.font(), room))
                : Ink.wrapped(one.name(), style.font(), room);
    }

    private int lineCount(List<LegendEntry> row) {
        return row.stream().mapToInt(one -> lines(one).size()).max().orElse(1);
    }

    double height() {
        int lines = rows.stream().mapToInt(this::lineCount).sum();
        return entries.isEmpty() ? 0 : style.em(lines * LINE + 0.3);
    }

    void draw(Graphics2D g2, double top) {
        double y = top + style.em(0.65);
        for (List<LegendEntry> row : rows) {
            double x = left;
            for (LegendEntry one : row) {
                drawSample(g2, one, x, y);
                drawName(g2, one, x + sample(one) + style.em(0.5), y);
                x += width(one) + style.em(1.2);
            }
            y += style.em(LINE * lineCount(row));
        }
    }

    private void drawName(Graphics2D g2, LegendEntry one, double x, double top) {
        double y = top;
        for (String line : lines(one)) {
            Ink.text(g2, line, style.font(), style.palette().text(), x, y, 0, 0.5);
            y += style.em(LINE);
        }
    }

    private void drawSample(Graphics2D g2, LegendEntry one, double x, double y) {
        if (!one.bar()) {
            Strokes.sample(g2, one.look(), style, x, y, sample(one));
            return;
        }
        g2.setColor(Strokes.colour(one.look(), style.palette()));
        double half = style.em(0.36);
        Rectangle2D bar = new Rectangle2D.Double(x, y - half, sample(one), 2 * half);
        g2.fill(bar);
        if (style.onPaper()) {
            Hatch.draw(g2, bar, VectorStyle.dashKind(one.look().index()), style);
        }
    }
}
