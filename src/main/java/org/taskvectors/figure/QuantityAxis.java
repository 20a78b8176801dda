package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.TickType;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;
import org.jspecify.annotations.Nullable;

/// The axis of values at the left of a figure.
final class QuantityAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;

    private final transient NiceScale scale;
    private final transient FigureStyle style;
    private final transient List<String> titles;

    QuantityAxis(NiceScale scale, String title, FigureStyle style) {
        this(scale, List.of(title), style);
    }

    /// @param titles the title, then shorter ones for less room
    QuantityAxis(NiceScale scale, List<String> titles, FigureStyle style) {
        super();
        this.scale = scale;
        this.style = style;
        this.titles = titles;
        setRange(scale.low(), scale.high());
        setAutoRange(false);
    }

    private double labelsWidth() {
        double width = 0;
        for (String label : scale.labels()) {
            width = Math.max(width, Ink.width(label, style.font()));
        }
        return width;
    }

    private double marksWidth() {
        return style.onPaper() ? style.em(0.32) : 0;
    }

    private double gap() {
        return style.em(style.onPaper() ? 0.4 : 0.75);
    }

    @Override
    public AxisSpace reserveSpace(
            Graphics2D g2,
            Plot plot,
            Rectangle2D plotArea,
            RectangleEdge edge,
            @Nullable AxisSpace space) {
        AxisSpace reserved = space == null ? new AxisSpace() : space;
        double titleWidth = titles.getFirst().isEmpty() ? 0 : style.em(1.6);
        reserved.add(marksWidth() + gap() + labelsWidth() + titleWidth, edge);
        return reserved;
    }

    @Override
    public AxisState draw(
            Graphics2D g2,
            double cursor,
            Rectangle2D plotArea,
            Rectangle2D dataArea,
            RectangleEdge edge,
            @Nullable PlotRenderingInfo plotState) {
        Palette palette = style.palette();
        double right = dataArea.getMinX() - marksWidth() - gap();
        List<NumberTick> ticks = new ArrayList<>();
        for (int i = 0; i < scale.ticks().size(); i++) {
            double y = valueToJava2D(scale.ticks().get(i), dataArea, edge);
            if (style.onPaper()) {
                mark(g2, dataArea, y);
            }
            Ink.text(g2, scale.labels().get(i), style.font(), palette.muted(), right, y, 1, 0.5);
            ticks.add(tick(scale.ticks().get(i)));
        }
        if (style.onPaper()) {
            Line2D line =
                    new Line2D.Double(
                            dataArea.getMinX(),
                            dataArea.getMinY(),
                            dataArea.getMinX(),
                            dataArea.getMaxY());
            Ink.line(g2, style, line, style.axisWidth(), palette.axis());
        }
        if (!titles.getFirst().isEmpty()) {
            double x = right - labelsWidth() - style.em(0.55);
            double middle = dataArea.getCenterY();
            double room = plotArea.getHeight();
            String shown = AxisTitles.fitting(titles, dataArea.getHeight(), room, style);
            // A title that is longer than the axis reaches beside what stands below.
            double half = Ink.width(shown, style.font()) / 2;
            double lowest = Math.max(plotArea.getMinY() + half, plotArea.getMaxY() - half);
            Ink.turned(
                    g2,
                    shown,
                    style.font(),
                    palette.muted(),
                    x,
                    Math.clamp(middle, plotArea.getMinY() + half, lowest),
                    0.5,
                    1,
                    -Math.PI / 2);
        }
        AxisState state = new AxisState(dataArea.getMinX());
        state.setTicks(ticks);
        return state;
    }

    private void mark(Graphics2D g2, Rectangle2D area, double y) {
        Line2D mark = new Line2D.Double(area.getMinX() - marksWidth(), y, area.getMinX(), y);
        Ink.line(g2, style, mark, style.axisWidth(), style.palette().axis());
    }

    private static NumberTick tick(double y) {
        return new NumberTick(TickType.MAJOR, y, "", TextAnchor.CENTER_RIGHT, TextAnchor.CENTER, 0);
    }
}
