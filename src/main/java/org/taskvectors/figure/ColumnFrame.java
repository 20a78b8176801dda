package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;

/// The frame around marked columns of a heat map that lie side by side.
final class ColumnFrame extends AbstractXYAnnotation {
    private static final long serialVersionUID = 1L;

    private final double from;
    private final double to;
    private final transient FigureStyle style;

    ColumnFrame(double from, double to, FigureStyle style) {
        super();
        this.from = from;
        this.to = to;
        this.style = style;
    }

    @Override
    public void draw(
            Graphics2D g2,
            XYPlot plot,
            Rectangle2D dataArea,
            ValueAxis domainAxis,
            ValueAxis rangeAxis,
            int rendererIndex,
            @Nullable PlotRenderingInfo info) {
        double width = style.snapWidth(style.onPaper() ? style.axisWidth() * 1.5 : 1.5);
        double left = style.snap(domainAxis.valueToJava2D(from, dataArea, RectangleEdge.BOTTOM));
        double right = style.snap(domainAxis.valueToJava2D(to, dataArea, RectangleEdge.BOTTOM));
        double top = style.snap(dataArea.getMinY());
        double bottom = style.snap(dataArea.getMaxY());
        g2.setColor(style.palette().frame());
        g2.setStroke(new BasicStroke((float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        g2.draw(
                new Rectangle2D.Double(
                        left + width / 2,
                        top + width / 2,
                        right - left - width,
                        bottom - top - width));
    }
}
