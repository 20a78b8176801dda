package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;

/// The names of a figure's vectors above it, each with its line and marker or its bar.
final class Legend {
    /// Height of a row in ems.
    private static final double LINE = 1.3;

    private static final double LINE_SAMPLE = 2.2;
    private static final double BAR_SAMPLE = 0.9;
    private static final double GAP = 0.5;
    private static final double BETWEEN = 1.2;

    private final FigureStyle style;
    private final double left;
    private final LegendRows rows;

    /// @param left where the rows begin
    /// @param width of the rows
    Legend(List<LegendEntry> entries, FigureStyle style, double left, double width) {
        this.style = style;
        this.left = left;
        LegendRows.Room room =
                new LegendRows.Room(
                        width,
                        style.em(BETWEEN),
                        style.font(),
                        style.em(LINE_SAMPLE + GAP),
                        style.em(BAR_SAMPLE + GAP));
        this.rows = LegendRows.of(entries, room, Emphasis.MOST_TOLD_APART);
    }

    double height() {
        return rows.rows().isEmpty() ? 0 : style.em(rows.rows().size() * LINE + 0.3);
    }

    void draw(Graphics2D g2, double top) {
        double y = top + style.em(0.65);
        double x = left;
        for (List<LegendRows.Entry> row : rows.rows()) {
            x = left;
            for (LegendRows.Entry one : row) {
                double sample = style.em(one.of().bar() ? BAR_SAMPLE : LINE_SAMPLE);
                drawSample(g2, one.of(), x, y, sample);
                drawText(g2, one.text(), x + sample + style.em(GAP), y);
                x += one.width() + style.em(BETWEEN);
            }
            y += style.em(LINE);
        }
        drawText(g2, rows.more(), x, y - style.em(LINE));
    }

    private void drawText(Graphics2D g2, String text, double x, double y) {
        Ink.text(g2, text, style.font(), style.palette().text(), x, y, 0, 0.5);
    }

    private void drawSample(Graphics2D g2, LegendEntry one, double x, double y, double width) {
        if (!one.bar()) {
            Strokes.sample(g2, one, style, x, y, width);
            return;
        }
        g2.setColor(Strokes.colour(one.look(), style.palette()));
        double half = style.em(0.36);
        Rectangle2D bar = new Rectangle2D.Double(x, y - half, width, 2 * half);
        g2.fill(bar);
        if (style.onPaper()) {
            Hatch.draw(g2, bar, VectorStyle.dashKind(one.look().index()), style);
        }
    }
}
