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
    private final transient ShownEnds ends;

    BarRenderer(FigureStyle style, NiceScale scale, ShownEnds axis) {
        super(style);
        this.scale = scale;
        this.ends = axis;
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
        int beyond = ends.beyond(y);
        double shown = Math.clamp(y, scale.low(), scale.high());
        double end = style().snap(rangeAxis.valueToJava2D(shown, dataArea, RectangleEdge.LEFT));
        Rectangle2D bar =
                new Rectangle2D.Double(
                        left, Math.min(base, end), bars.width(), Math.abs(base - end));
        int vector = data.series(series).colour();
        g2.setColor(style().palette().vector(vector));
        g2.fill(bar);
        if (style().onPaper()) {
            Hatch.draw(g2, bar, VectorStyle.dashKind(vector), style());
        }
        if (beyond != 0) {
            cutOff(g2, bar, beyond);
        }
    }

    /// A bar that goes on beyond the axis has a gap and an arrowhead at its end.
    private void cutOff(Graphics2D g2, Rectangle2D bar, int beyond) {
        double size = Math.min(style().markerSize() * 1.2, bar.getWidth() / 1.2);
        double gap = style().em(0.18);
        double edge = beyond > 0 ? bar.getMinY() : bar.getMaxY();
        double foot = edge + beyond * 1.2 * size;
        g2.setColor(style().palette().surface());
        g2.fill(
                new Rectangle2D.Double(
                        bar.getX(),
                        Math.min(edge, foot + beyond * gap),
                        bar.getWidth(),
                        Math.abs(foot + beyond * gap - edge)));
        BeyondMark.draw(g2, bar.getCenterX(), edge, beyond, size, style().palette().text());
    }

    private double base(ValueAxis axis, Rectangle2D area) {
        double zero = scale.log() ? scale.low() : Math.clamp(0, scale.low(), scale.high());
        return style().snap(axis.valueToJava2D(zero, area, RectangleEdge.LEFT));
    }
}
