package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.IntStream;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.data.xy.XYDataset;
import org.jspecify.annotations.Nullable;

/// Lines with a marker at each point. A gap in the values is a gap in the line; only neighbouring
/// layers are connected. A point beyond the axis is an arrowhead at its edge. Lines that stand out
/// lie over all others.
final class LineRenderer extends GridRenderer {
    private static final long serialVersionUID = 1L;

    private final transient List<LineLook> looks;
    private final transient ShownEnds ends;

    LineRenderer(LineFigure figure, ShownEnds axis, FigureStyle style) {
        super(style);
        looks =
                IntStream.range(0, figure.series().size())
                        .mapToObj(series -> LineLook.of(figure, series, style))
                        .toList();
        ends = axis;
    }

    /// Lines and markers of those that do not stand out, then of those that do.
    @Override
    public int getPassCount() {
        return 4;
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
        LineLook look = looks.get(series);
        if (!(dataset instanceof FigureData data) || look.standsOut() != pass > 1) {
            return;
        }
        g2.setColor(look.colour());
        if (pass % 2 == 0) {
            if (item == 0) {
                clip(g2, dataArea, look);
                g2.setStroke(look.stroke());
                drawRuns(g2, data, series, dataArea, domainAxis, rangeAxis);
            }
            return;
        }
        double y = data.getYValue(series, item);
        if (Double.isNaN(y)) {
            return;
        }
        loosenClip(g2, dataArea);
        double px =
                domainAxis.valueToJava2D(
                        data.getXValue(series, item), dataArea, RectangleEdge.BOTTOM);
        int beyond = ends.beyond(y);
        if (beyond != 0) {
            double edge = beyond > 0 ? dataArea.getMinY() : dataArea.getMaxY();
            BeyondMark.draw(g2, px, edge, beyond, style().markerSize() * 1.2, look.colour());
        } else if (isMarked(data, series, item, dataArea)) {
            Shape marker = VectorStyle.marker(look.marker(), look.size());
            double py = rangeAxis.valueToJava2D(y, dataArea, RectangleEdge.LEFT);
            g2.fill(AffineTransform.getTranslateInstance(px, py).createTransformedShape(marker));
        }
    }

    /// A line that leaves the axis ends at its edge.
    private void clip(Graphics2D g2, Rectangle2D area, LineLook look) {
        double half = look.stroke().getLineWidth() / 2;
        g2.setClip(
                new Rectangle2D.Double(
                        area.getMinX() - half,
                        area.getMinY() - half,
                        area.getWidth() + 2 * half,
                        area.getHeight() + 2 * half));
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
        return (looks.get(series).isMarked() && item % step == 0)
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
