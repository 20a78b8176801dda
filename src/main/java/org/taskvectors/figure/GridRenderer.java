package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Paint;
import java.awt.Stroke;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.Marker;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/// What the drawing of all kinds of figures shares: grid lines on whole pixels.
abstract class GridRenderer extends AbstractXYItemRenderer {
    private static final long serialVersionUID = 1L;

    private final transient FigureStyle style;

    GridRenderer(FigureStyle style) {
        super();
        this.style = style;
    }

    final FigureStyle style() {
        return style;
    }

    @Override
    public final void drawRangeLine(
            Graphics2D g2,
            XYPlot plot,
            ValueAxis axis,
            Rectangle2D dataArea,
            double value,
            @Nullable Paint paint,
            @Nullable Stroke stroke) {
        double y = axis.valueToJava2D(value, dataArea, RectangleEdge.LEFT);
        Line2D line = new Line2D.Double(dataArea.getMinX(), y, dataArea.getMaxX(), y);
        Ink.line(g2, style, line, style.axisWidth(), style.palette().grid());
    }

    /// The tint behind a position; a mere line where it has no width.
    @Override
    public final void drawDomainMarker(
            Graphics2D g2, XYPlot plot, ValueAxis axis, Marker marker, Rectangle2D dataArea) {
        if (!(marker instanceof IntervalMarker tint)
                || !(tint.getPaint() instanceof Color colour)) {
            return;
        }
        double from = axis.valueToJava2D(tint.getStartValue(), dataArea, RectangleEdge.BOTTOM);
        double to = axis.valueToJava2D(tint.getEndValue(), dataArea, RectangleEdge.BOTTOM);
        if (from == to) {
            Line2D line = new Line2D.Double(from, dataArea.getMinY(), from, dataArea.getMaxY());
            Ink.line(g2, style, line, style.axisWidth(), colour);
        } else {
            Ink.fill(
                    g2,
                    style.snap(from),
                    dataArea.getMinY(),
                    style.snap(to),
                    dataArea.getMaxY(),
                    colour);
        }
    }

    /// The line at zero where values lie on both sides of it.
    @Override
    public final void drawRangeMarker(
            Graphics2D g2, XYPlot plot, ValueAxis axis, Marker marker, Rectangle2D dataArea) {
        if (marker instanceof ValueMarker zero && zero.getPaint() instanceof Color colour) {
            double y = axis.valueToJava2D(zero.getValue(), dataArea, RectangleEdge.LEFT);
            Line2D line = new Line2D.Double(dataArea.getMinX(), y, dataArea.getMaxX(), y);
            Ink.line(g2, style, line, style.axisWidth(), colour);
        }
    }

    /// Lets markers and the width of lines reach a little beyond the area of the values.
    final void loosenClip(Graphics2D g2, Rectangle2D dataArea) {
        double more = style.markerSize();
        g2.setClip(
                new Rectangle2D.Double(
                        dataArea.getMinX() - more,
                        dataArea.getMinY() - more,
                        dataArea.getWidth() + 2 * more,
                        dataArea.getHeight() + 2 * more));
    }
}
