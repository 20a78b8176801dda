package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/// Draws a [MatrixFigure].
final class MatrixPainter {
    private static final String READING = "truth ↓  answer →";
    private static final double SEAM = 0.25;

    private final MatrixFigure figure;
    private final FigureStyle style;
    private final Palette palette;
    private final ColourScale scale;

    MatrixPainter(MatrixFigure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
        this.palette = style.palette();
        this.scale = scale(figure);
    }

    /// From zero to a round number that no count exceeds, for all sides.
    static ColourScale scale(MatrixFigure figure) {
        return ColourScale.sequentialOver(List.of(List.of((double) figure.most())));
    }

    MatrixPlace draw(Graphics2D g2, Rectangle2D room) {
        MatrixLayout layout = new MatrixLayout(figure, style, room);
        MatrixPlace place = new MatrixPlace(figure, layout.grids());
        boolean counted = layout.counted();
        Font font = FigureFonts.of(layout.countSize());
        for (int side = 0; side < figure.sides().size(); side++) {
            drawHead(g2, layout, side, room);
            drawNames(g2, layout, side);
            for (int truth = 0; truth < figure.classes().size(); truth++) {
                for (int answer = 0; answer < figure.classes().size(); answer++) {
                    MatrixFigure.Cell cell = new MatrixFigure.Cell(side, truth, answer);
                    drawCell(g2, place, cell, counted ? font : null);
                }
            }
        }
        if (!counted) {
            drawBar(g2, place, room);
        }
        figure.chosen().ifPresent(cell -> drawFrame(g2, place.cell(cell)));
        return place;
    }

    private void drawHead(Graphics2D g2, MatrixLayout layout, int side, Rectangle2D room) {
        Rectangle2D grid = layout.grids().get(side);
        double y = grid.getMinY() - style.em(0.95);
        String name = figure.sides().get(side).name();
        double width = Ink.width(name, style.font());
        double end =
                side + 1 < layout.grids().size()
                        ? layout.grids().get(side + 1).getMinX()
                        : room.getMaxX();
        Ink.text(
                g2,
                Ink.cut(name, style.font(), end - grid.getMinX()),
                style.font(),
                palette.text(),
                grid.getMinX(),
                y,
                0,
                0.5);
        double at = grid.getMinX() + width + (name.isEmpty() ? 0 : style.em(1));
        if (side == 0 && at + Ink.width(READING, style.font()) <= end - style.em(0.5)) {
            Ink.text(g2, READING, style.font(), palette.muted(), at, y, 0, 0.5);
        }
    }

    private void drawNames(Graphics2D g2, MatrixLayout layout, int side) {
        Rectangle2D grid = layout.grids().get(side);
        int count = figure.classes().size();
        for (int i = 0; layout.isNamed(side) && i < count; i += layout.rowStep()) {
            Ink.text(
                    g2,
                    layout.rowName(i),
                    style.font(),
                    palette.muted(),
                    grid.getMinX() - style.em(0.6),
                    grid.getMinY() + (i + 0.5) * grid.getHeight() / count,
                    1,
                    0.5);
        }
        for (int i = 0; i < count; i += layout.columnStep()) {
            double x = grid.getMinX() + (i + 0.5) * grid.getWidth() / count;
            double y = grid.getMaxY() + style.em(0.6);
            drawBelow(g2, layout.columnName(i), layout.names(), x, y);
        }
    }

    private void drawBelow(
            Graphics2D g2, String name, MatrixLayout.Names names, double x, double y) {
        Font font = style.font();
        Color colour = palette.muted();
        switch (names) {
            case LEVEL -> Ink.text(g2, name, font, colour, x, y, 0.5, 0);
            case SLANTED ->
                    Ink.turned(
                            g2,
                            name,
                            font,
                            colour,
                            x + style.em(0.3),
                            y,
                            1,
                            0,
                            -MatrixLayout.SLANT);
            case UPRIGHT -> Ink.turned(g2, name, font, colour, x, y, 1, 0.5, -Math.PI / 2);
        }
    }

    private void drawCell(
            Graphics2D g2, MatrixPlace place, MatrixFigure.Cell cell, @Nullable Font font) {
        Rectangle2D box = snapped(place.cell(cell), place.grids().get(cell.side()));
        long count = figure.count(cell);
        Color colour = palette.ramp(scale).of((double) count, scale);
        g2.setColor(colour);
        g2.fill(box);
        if (font != null) {
            Ink.text(
                    g2,
                    MatrixLayout.text(count),
                    font,
                    Ink.on(colour),
                    box.getCenterX(),
                    box.getCenterY(),
                    0.5,
                    0.5);
        }
    }

    private Rectangle2D snapped(Rectangle2D cell, Rectangle2D grid) {
        double left = style.snap(cell.getMinX());
        double top = style.snap(cell.getMinY());
        double right = style.snap(cell.getMaxX());
        double bottom = style.snap(cell.getMaxY());
        if (style.pixel() == 0) {
            right = Math.min(right + SEAM, grid.getMaxX());
            bottom = Math.min(bottom + SEAM, grid.getMaxY());
        }
        double gap = style.onPaper() || right - left < 5 ? 0 : Math.max(1, style.pixel());
        return new Rectangle2D.Double(left, top, right - left - gap, bottom - top - gap);
    }

    private void drawFrame(Graphics2D g2, Rectangle2D cell) {
        double width = style.snapWidth(style.onPaper() ? style.axisWidth() * 2 : 2);
        double gap = style.onPaper() ? 0 : 1;
        frame(g2, cell, width / 2, width, gap, palette.accent());
        // The light line inside keeps the frame apart from a dark cell.
        frame(g2, cell, 1.5 * width, width, gap, palette.surface());
    }

    private void frame(
            Graphics2D g2, Rectangle2D cell, double in, double width, double gap, Color colour) {
        g2.setColor(colour);
        g2.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        double right = style.snap(cell.getMaxX()) - gap;
        double bottom = style.snap(cell.getMaxY()) - gap;
        double left = style.snap(cell.getX());
        double top = style.snap(cell.getY());
        g2.draw(
                new Rectangle2D.Double(
                        left + in,
                        top + in,
                        Math.max(0, right - left - 2 * in),
                        Math.max(0, bottom - top - 2 * in)));
    }

    private void drawBar(Graphics2D g2, MatrixPlace place, Rectangle2D room) {
        ColourBarAxis bar = new ColourBarAxis(scale, style.onPaper() ? "examples" : "", "", style);
        bar.draw(g2, 0, room, place.area(), RectangleEdge.RIGHT, null);
    }
}
