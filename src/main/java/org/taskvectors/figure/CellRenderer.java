package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYDataset;
import org.jspecify.annotations.Nullable;

/// The cells of a heat map. Each series is a row. An empty cell is pale with a stroke through it,
/// which no value has.
final class CellRenderer extends GridRenderer {
    private static final long serialVersionUID = 1L;
    private static final double SEAM = 0.25;
    private static final double NARROW = 0.8;
    private static final double HATCH = 1.6;

    private final transient HeatMapFigure map;
    private final transient PositionSlots slots;

    CellRenderer(HeatMapFigure map, PositionSlots slots, FigureStyle style) {
        super(style);
        this.map = map;
        this.slots = slots;
    }

    @Override
    public void drawItem(
            Graphics2D g2,
            XYItemRendererState state,
            Rectangle2D dataArea,
            @Nullable PlotRenderingInfo info,
            XYPlot plot,
            ValueAxis domainAxis,
            ValueAxis rangeAxis,
            XYDataset dataset,
            int series,
            int item,
            @Nullable CrosshairState crosshairState,
            int pass) {
        double value = map.values().get(series).get(item);
        Rectangle2D cell = cell(series, item, dataArea, domainAxis, rangeAxis);
        if (!Double.isFinite(value)) {
            drawEmpty(g2, cell);
            return;
        }
        Color colour = style().palette().ramp(map.scale()).of(value, map.scale());
        g2.setColor(colour);
        g2.fill(cell);
        int beyond = map.scale().beyond(value);
        if (beyond != 0) {
            BeyondMark.corner(g2, cell, beyond, style().em(0.6), Ink.on(colour));
        }
    }

    /// In a window a fine gap separates cells; on paper they touch.
    private Rectangle2D cell(
            int row, int column, Rectangle2D area, ValueAxis domainAxis, ValueAxis rangeAxis) {
        double x = slots.x(column);
        double half = slots.half(column);
        FigureStyle style = style();
        double left = style.snap(domainAxis.valueToJava2D(x - half, area, RectangleEdge.BOTTOM));
        double right = style.snap(domainAxis.valueToJava2D(x + half, area, RectangleEdge.BOTTOM));
        double top = style.snap(rangeAxis.valueToJava2D(row - 0.5, area, RectangleEdge.LEFT));
        double bottom = style.snap(rangeAxis.valueToJava2D(row + 0.5, area, RectangleEdge.LEFT));
        double gap = 0;
        if (!style.onPaper()) {
            gap = right - left >= 5 && bottom - top >= 5 ? Math.max(1, style.pixel()) : 0;
        }
        if (style.pixel() == 0) {
            // Vector viewers smooth each edge: what only touches shows a seam, so each cell
            // reaches under the next ones.
            right = Math.min(right + SEAM, area.getMaxX());
            bottom = Math.min(bottom + SEAM, area.getMaxY());
        }
        return new Rectangle2D.Double(left, top, right - left - gap, bottom - top - gap);
    }

    private void drawEmpty(Graphics2D g2, Rectangle2D cell) {
        Palette palette = style().palette();
        g2.setColor(palette.empty());
        g2.fill(cell);
        Shape before = g2.getClip();
        g2.clip(cell);
        g2.setColor(Ink.mix(palette.muted(), palette.empty()));
        g2.setStroke(new BasicStroke((float) style().axisWidth()));
        if (cell.getWidth() < style().em(NARROW)) {
            Ink.hatch(
                    g2,
                    cell,
                    style().em(HATCH),
                    style().axisWidth(),
                    Ink.mix(palette.muted(), palette.empty()));
        } else {
            g2.draw(
                    new Line2D.Double(
                            cell.getMinX(), cell.getMaxY(), cell.getMaxX(), cell.getMinY()));
        }
        g2.setClip(before);
    }
}
