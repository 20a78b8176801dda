package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYDataset;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;

/// A group of bars for each position. On paper each vector's bars are hatched in a way of its own,
/// so that they are told apart without colours.
final class BarRenderer extends GridRenderer {
    private static final long serialVersionUID = 1L;

    private final transient NiceScale scale;

    BarRenderer(FigureStyle style, NiceScale scale) {
        super(style);
        this.scale = scale;
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
        Bars bars = Bars.of(data.slots(), item, data.getSeriesCount(), dataArea, style());
        double left = bars.left(series);
        double base = base(rangeAxis, dataArea);
        double y = data.getYValue(series, item);
        if (Double.isNaN(y)) {
            if (bars.width() < style().em(0.7)) {
                return;
            }
            Ink.text(
                    g2,
                    Digits.DASH,
                    style().font(),
                    style().palette().muted(),
                    left + bars.width() / 2,
                    base - style().em(0.45),
                    0.5,
                    1);
            return;
        }
        double end = style().snap(rangeAxis.valueToJava2D(y, dataArea, RectangleEdge.LEFT));
        Rectangle2D bar =
                new Rectangle2D.Double(
                        left, Math.min(base, end), bars.width(), Math.abs(base - end));
        int vector = data.series(series).colour();
        g2.setColor(style().palette().vector(vector));
        g2.fill(bar);
        if (style().onPaper()) {
            Hatch.draw(g2, bar, VectorStyle.dashKind(vector), style());
        }
    }

    private double base(ValueAxis axis, Rectangle2D area) {
        double zero = scale.log() ? scale.low() : Math.clamp(0, scale.low(), scale.high());
        return style().snap(axis.valueToJava2D(zero, area, RectangleEdge.LEFT));
    }
}
