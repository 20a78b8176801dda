package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Pair;

/// Draws the matrix of all pairs: each vector by its name at its row, and by its marker above its
/// column and on the diagonal.
final class PairsPainter {
    static final String OTHER_BASE = "other base";

    /// With more vectors than these the values are not written.
    private static final int MOST_WRITTEN = 10;

    private static final double SMALLEST_TEXT = 0.65;
    private static final double TOP = 1.5;
    private static final double SEAM = 0.25;

    private final HeatMapFigure figure;
    private final AllPairs pairs;
    private final FigureStyle style;
    private final Palette palette;
    private final ColourScale scale;
    private final Digits digits;

    PairsPainter(HeatMapFigure figure, FigureStyle style) {
        this.figure = figure;
        this.pairs = figure.pairs().orElseThrow();
        this.style = style;
        this.palette = style.palette();
        this.scale = figure.scale();
        this.digits = digits(figure);
    }

    /// As many decimals as tell colours apart.
    private static Digits digits(HeatMapFigure figure) {
        ShownEnds ends = figure.ends();
        double reach = Math.max(Math.abs(ends.least()), Math.abs(ends.most()));
        boolean isPure = figure.quantity().unit().isEmpty();
        int decimals = reach >= 10 ? 1 : reach >= 0.1 ? 2 : reach >= 0.01 ? 3 : 4;
        return isPure || reach < 10 ? Digits.decimals(decimals) : figure.quantity().digits();
    }

    PairsPlace draw(Graphics2D g2, Rectangle2D room) {
        ColourBarAxis bar = new ColourBarAxis(scale, figure, style);
        double names = RowAxis.width(figure.rows(), style, room.getWidth() * 0.28);
        double beside = names + bar.width();
        double span = PairsPlace.span(pairs);
        double top = style.em(TOP);
        double cellWidth = (room.getWidth() - beside) / span;
        double cellHeight = (room.getHeight() - top - style.em(0.5)) / span;
        // Cells are about square, and no larger than what stands in them needs.
        double high = Math.max(1, Math.min(Math.min(cellHeight, 1.1 * cellWidth), style.em(6)));
        double wide = Math.max(1, Math.min(cellWidth, (style.onPaper() ? 1.0 : 1.5) * high));
        Rectangle2D area =
                new Rectangle2D.Double(
                        style.snap(room.getX() + names),
                        style.snap(room.getY() + top),
                        wide * span,
                        high * span);
        PairsPlace place = new PairsPlace(figure, area);
        drawNames(g2, place, names);
        drawCells(g2, place);
        drawBetweenBlocks(g2, place);
        bar.draw(g2, room, area);
        pairs.framed().forEach(pair -> drawFrames(g2, place, pair));
        return place;
    }

    /// Rows by their names, those of chosen pairs in ink; columns by their markers.
    private void drawNames(Graphics2D g2, PairsPlace place, double names) {
        Set<Integer> chosen = new HashSet<>();
        pairs.framed().forEach(pair -> chosen.addAll(List.of(pair.a(), pair.b())));
        int count = figure.rows().size();
        int step = 1;
        while (step < count && place.cell(0, 0).getHeight() * step < style.em(1.02)) {
            step++;
        }
        double markers = Math.min(style.markerSize(), place.cell(0, 0).getWidth() * 0.8);
        for (int i = 0; i < count; i++) {
            Rectangle2D cell = place.cell(i, i);
            if (i % step == 0) {
                Ink.text(
                        g2,
                        Ink.cut(figure.rows().get(i), style.font(), names - style.em(0.6)),
                        style.font(),
                        chosen.contains(i) ? palette.text() : palette.muted(),
                        place.area().getMinX() - style.em(0.6),
                        cell.getCenterY(),
                        1,
                        0.5);
            }
            double above = place.area().getMinY() - style.em(0.7);
            drawMarker(g2, i, cell.getCenterX(), above, markers);
        }
    }

    private void drawMarker(Graphics2D g2, int vector, double x, double y, double size) {
        int colour = pairs.colours().get(vector);
        g2.setColor(palette.vector(colour));
        g2.fill(
                AffineTransform.getTranslateInstance(x, y)
                        .createTransformedShape(VectorStyle.marker(colour, size)));
    }

    private void drawCells(Graphics2D g2, PairsPlace place) {
        int count = figure.rows().size();
        Rectangle2D first = place.cell(0, 0);
        Font font = font(first);
        boolean isWritten = count <= MOST_WRITTEN && font.getSize2D() > 0;
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                if (!pairs.ofOneBlock(row, column)) {
                    continue;
                }
                Rectangle2D cell = inset(place.cell(row, column));
                double value = figure.values().get(row).get(column);
                if (row == column) {
                    fill(g2, cell, palette.empty());
                    double size = Math.min(style.markerSize(), cell.getHeight() * 0.8);
                    drawMarker(g2, row, cell.getCenterX(), cell.getCenterY(), size);
                } else if (Double.isFinite(value)) {
                    drawValue(g2, cell, value, isWritten ? font : null);
                } else {
                    drawUndefined(g2, cell);
                }
            }
        }
    }

    private void drawValue(Graphics2D g2, Rectangle2D cell, double value, @Nullable Font font) {
        Color colour = palette.ramp(scale).of(value, scale);
        fill(g2, cell, colour);
        int beyond = scale.beyond(value);
        if (beyond != 0) {
            BeyondMark.corner(g2, cell, beyond, style.em(0.6), Ink.on(colour));
        }
        if (font != null) {
            Ink.text(
                    g2,
                    digits.format(value),
                    font,
                    Ink.on(colour),
                    cell.getCenterX(),
                    cell.getCenterY(),
                    0.5,
                    0.5);
        }
    }

    /// The face in which the widest value fits; of size 0 where that would be too small to read.
    private Font font(Rectangle2D cell) {
        double widest = 0;
        for (int row = 0; row < figure.rows().size(); row++) {
            for (int column = 0; column < row; column++) {
                String text = digits.format(figure.values().get(row).get(column));
                widest = Math.max(widest, Ink.width(text, style.font()));
            }
        }
        double room = cell.getWidth() - style.em(0.3);
        double fit = widest == 0 ? 1 : Math.min(1, room / widest);
        fit = Math.min(fit, cell.getHeight() / style.em(1.1));
        return FigureFonts.of(fit < SMALLEST_TEXT ? 0 : style.fontSize() * fit);
    }

    private void drawUndefined(Graphics2D g2, Rectangle2D cell) {
        fill(g2, cell, palette.empty());
        g2.setColor(Ink.mix(palette.muted(), palette.empty()));
        g2.setStroke(new BasicStroke((float) style.axisWidth()));
        g2.draw(new Line2D.Double(cell.getMinX(), cell.getMaxY(), cell.getMaxX(), cell.getMinY()));
    }

    /// Vectors on two bases have no cosine: their cells are one hatched box.
    private void drawBetweenBlocks(Graphics2D g2, PairsPlace place) {
        List<Marked> blocks = blocks();
        for (Marked rows : blocks) {
            for (Marked columns : blocks) {
                if (rows.equals(columns)) {
                    continue;
                }
                Rectangle2D box =
                        place.box(rows.first(), columns.first(), rows.last(), columns.last());
                Color lines = Ink.mix(palette.base(), palette.surface());
                Ink.hatch(g2, box, style.em(0.9), style.axisWidth() * 0.8, lines);
                double width = Ink.width(OTHER_BASE, style.font()) + style.em(0.8);
                if (rows.first() > columns.first()
                        && box.getWidth() > width
                        && box.getHeight() > style.em(1.4)) {
                    Ink.fill(
                            g2,
                            box.getCenterX() - width / 2,
                            box.getCenterY() - style.em(0.7),
                            box.getCenterX() + width / 2,
                            box.getCenterY() + style.em(0.7),
                            palette.surface());
                    Ink.text(
                            g2,
                            OTHER_BASE,
                            style.font(),
                            palette.muted(),
                            box.getCenterX(),
                            box.getCenterY(),
                            0.5,
                            0.5);
                }
            }
        }
    }

    private List<Marked> blocks() {
        List<Marked> blocks = new ArrayList<>();
        for (int i = 0; i < pairs.blocks().size(); i++) {
            if (i > 0 && pairs.ofOneBlock(i - 1, i)) {
                blocks.add(new Marked(blocks.removeLast().first(), i));
            } else {
                blocks.add(new Marked(i, i));
            }
        }
        return blocks;
    }

    private void drawFrames(Graphics2D g2, PairsPlace place, Pair pair) {
        double width = style.snapWidth(style.onPaper() ? style.axisWidth() * 2 : 2);
        g2.setColor(palette.accent());
        g2.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        for (Rectangle2D cell :
                List.of(place.cell(pair.a(), pair.b()), place.cell(pair.b(), pair.a()))) {
            Rectangle2D inner = inset(cell);
            g2.draw(
                    new Rectangle2D.Double(
                            inner.getX() + width / 2,
                            inner.getY() + width / 2,
                            inner.getWidth() - width,
                            inner.getHeight() - width));
        }
    }

    /// In a window a fine gap separates cells; on paper they touch.
    private Rectangle2D inset(Rectangle2D cell) {
        double left = style.snap(cell.getMinX());
        double top = style.snap(cell.getMinY());
        double right = style.snap(cell.getMaxX());
        double bottom = style.snap(cell.getMaxY());
        boolean isLarge = right - left >= 5 && bottom - top >= 5;
        double gap = style.onPaper() || !isLarge ? 0 : Math.max(1, style.pixel());
        // Vector viewers smooth each edge: what only touches shows a seam.
        double under = style.pixel() == 0 ? SEAM : 0;
        return new Rectangle2D.Double(
                left, top, right - left - gap + under, bottom - top - gap + under);
    }

    private static void fill(Graphics2D g2, Rectangle2D box, Color colour) {
        g2.setColor(colour);
        g2.fill(box);
    }
}
