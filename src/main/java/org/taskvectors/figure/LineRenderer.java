package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYDataset;
import org.jspecify.annotations.Nullable;

/// Lines with a marker at each point. A gap in the values is a gap in the line; only neighbouring
/// layers are connected.
final class LineRenderer extends GridRenderer {
    private static final long serialVersionUID = 1L;
    private static final int LINES = 0;

    LineRenderer(FigureStyle style) {
        super(style);
    }

    @Override
    public int getPassCount() {
        return 2;
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
        if (!(dataset instanceof FigureData data)) {
            return;
        }
        int vector = data.series(series).colour();
        g2.setColor(style().palette().vector(vector));
        if (pass == LINES) {
            if (item == 0) {
                loosenClip(g2, dataArea);
                g2.setStroke(VectorStyle.stroke(vector, style().lineWidth()));
                drawRuns(g2, data, series, dataArea, domainAxis, rangeAxis);
            }
            return;
        }
        double y = data.getYValue(series, item);
        if (!Double.isNaN(y) && isMarked(data, series, item, dataArea)) {
            Shape marker = VectorStyle.marker(vector, style().markerSize());
            double px =
                    domainAxis.valueToJava2D(
                            data.getXValue(series, item), dataArea, RectangleEdge.BOTTOM);
            double py = rangeAxis.valueToJava2D(y, dataArea, RectangleEdge.LEFT);
            g2.fill(AffineTransform.getTranslateInstance(px, py).createTransformedShape(marker));
        }
    }

    /// Where points lie closer than their markers, every second, fourth… has one; single points
    /// always.
    private boolean isMarked(FigureData data, int series, int item, Rectangle2D area) {
        PositionSlots slots = data.slots();
        double unit = area.getWidth() / (slots.upper() - slots.lower());
        int step = 1;
        while (step * unit < 1.15 * style().markerSize()) {
            step *= 2;
        }
        return item % step == 0
                || !(connects(data, series, item - 1) || connects(data, series, item));
    }

    private static boolean connects(FigureData data, int series, int item) {
        return item >= 0
                && data.slots().connected(item)
                && !Double.isNaN(data.getYValue(series, item))
                && !Double.isNaN(data.getYValue(series, item + 1));
    }

    private static void drawRuns(
            Graphics2D g2,
            FigureData data,
            int series,
            Rectangle2D area,
            ValueAxis domainAxis,
            ValueAxis rangeAxis) {
        Path2D run = new Path2D.Double();
        int points = 0;
        for (int i = 0; i < data.getItemCount(series); i++) {
            double y = data.getYValue(series, i);
            if (!Double.isNaN(y)) {
                double px =
                        domainAxis.valueToJava2D(
                                data.getXValue(series, i), area, RectangleEdge.BOTTOM);
                double py = rangeAxis.valueToJava2D(y, area, RectangleEdge.LEFT);
                if (points++ == 0) {
                    run.moveTo(px, py);
                } else {
                    run.lineTo(px, py);
                }
            }
            if (!connects(data, series, i)) {
                if (points > 1) {
                    g2.draw(run);
                }
                run = new Path2D.Double();
                points = 0;
            }
        }
    }
}
