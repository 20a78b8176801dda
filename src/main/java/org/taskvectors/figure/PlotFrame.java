package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.Optional;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/// Two axes of numbers that were drawn, and the area between them, on which a figure draws what it
/// shows.
final class PlotFrame {
    private final NumberAxis below;
    private final NumberAxis left;
    private final Rectangle2D area;

    private PlotFrame(NumberAxis below, NumberAxis left, Rectangle2D area) {
        this.below = below;
        this.left = left;
        this.area = area;
    }

    /// Draws the axes into a room.
    ///
    /// @param bar what colours mean, at the right
    static PlotFrame draw(
            Graphics2D g2,
            Rectangle2D room,
            NumberAxis below,
            NumberAxis left,
            Optional<ColourBarAxis> bar,
            FigureStyle style) {
        XYPlot plot = new XYPlot(null, below, left, null);
        bar.ifPresent(
                axis -> {
                    plot.setRangeAxis(1, axis);
                    plot.setRangeAxisLocation(1, AxisLocation.BOTTOM_OR_RIGHT);
                });
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setInsets(RectangleInsets.ZERO_INSETS);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        JFreeChart chart = new JFreeChart(null, null, plot, false);
        chart.setBackgroundPaint(null);
        chart.setBorderVisible(false);
        // Room for half a label at the end of an axis.
        double right = bar.isPresent() ? 0 : style.em(1.1);
        chart.setPadding(new RectangleInsets(style.em(0.5), 0, style.em(0.1), right));
        ChartRenderingInfo info = new ChartRenderingInfo(null);
        chart.draw(g2, room, info);
        Rectangle2D area = (Rectangle2D) info.getPlotInfo().getDataArea().clone();
        return new PlotFrame(below, left, area);
    }

    Rectangle2D area() {
        return area;
    }

    double x(double value) {
        return below.valueToJava2D(value, area, RectangleEdge.BOTTOM);
    }

    double y(double place) {
        return left.valueToJava2D(place, area, RectangleEdge.LEFT);
    }

    double valueX(double x) {
        return below.java2DToValue(x, area, RectangleEdge.BOTTOM);
    }

    double valueY(double y) {
        return left.java2DToValue(y, area, RectangleEdge.LEFT);
    }

    /// In a window a line at each tick, and one at zero where values lie on both sides of it.
    void grid(Graphics2D g2, NiceScale scale, FigureStyle style) {
        if (!style.onPaper()) {
            for (double tick : scale.ticks()) {
                level(g2, tick, style, style.palette().grid());
            }
        }
        if (!scale.log() && scale.low() < 0 && scale.high() > 0) {
            level(g2, 0, style, style.palette().zero());
        }
    }

    private void level(Graphics2D g2, double place, FigureStyle style, Color colour) {
        double y = y(place);
        Line2D line = new Line2D.Double(area.getMinX(), y, area.getMaxX(), y);
        Ink.line(g2, style, line, style.axisWidth(), colour);
    }
}
