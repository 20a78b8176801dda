package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Quantity;

/// What the colours of a heat map mean: a bar as high as the map, without a frame, with the ends of
/// the scale and its middle.
final class ColourBarAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final int STRIPS = 128;

    private final transient ColourScale scale;
    private final transient NiceScale ticks;
    private final transient FigureStyle style;
    private final transient List<String> titles;

    ColourBarAxis(ColourScale scale, Quantity quantity, FigureStyle style) {
        this(scale, quantity.axisName(), quantity.unit(), style);
    }

    ColourBarAxis(ColourScale scale, HeatMapFigure figure, FigureStyle style) {
        this(scale, AxisTitles.of(figure, NiceScale.bar(scale.low(), scale.high())), style);
    }

    /// @param title what is counted in `unit`
    ColourBarAxis(ColourScale scale, String title, String unit, FigureStyle style) {
        this(scale, List.of(NiceScale.bar(scale.low(), scale.high()).title(title, unit)), style);
    }

    /// @param titles the title, then shorter ones for less room
    private ColourBarAxis(ColourScale scale, List<String> titles, FigureStyle style) {
        super();
        this.scale = scale;
        this.style = style;
        this.ticks = NiceScale.bar(scale.low(), scale.high());
        this.titles = titles;
        setRange(scale.low(), scale.high());
        setAutoRange(false);
    }

    private double barWidth() {
        return style.onPaper() ? style.em(0.85) : 8;
    }

    private double barGap() {
        return style.onPaper() ? style.em(0.7) : 6;
    }

    private double labelsWidth() {
        double width = 0;
        for (String label : ticks.labels()) {
            width = Math.max(width, Ink.width(label, style.font()));
        }
        return width;
    }

    @Override
    public AxisSpace reserveSpace(
            Graphics2D g2,
            Plot plot,
            Rectangle2D plotArea,
            RectangleEdge edge,
            @Nullable AxisSpace space) {
        AxisSpace reserved = space == null ? new AxisSpace() : space;
        reserved.add(width(), edge);
        return reserved;
    }

    /// The width of the bar with its gap and its words.
    double width() {
        double titleWidth = titles.getFirst().isEmpty() ? 0 : style.em(1.7);
        return barGap() + barWidth() + style.em(0.45) + labelsWidth() + titleWidth;
    }

    /// Draws it beside an area that no chart has drawn.
    void draw(Graphics2D g2, Rectangle2D plotArea, Rectangle2D dataArea) {
        draw(g2, 0, plotArea, dataArea, RectangleEdge.RIGHT, null);
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
        double left = style.snap(dataArea.getMaxX() + barGap());
        double right = style.snap(left + barWidth());
        drawBar(g2, dataArea, left, right);
        double labels = right + style.em(0.45);
        List<Double> places = ticks.ticks();
        for (int i = 0; i < places.size(); i++) {
            double y = valueToJava2D(places.get(i), dataArea, edge);
            // The labels at the ends stay within the height of the bar.
            double half = style.em(Ink.CAP / 2);
            double middle = Math.clamp(y, dataArea.getMinY() + half, dataArea.getMaxY() - half);
            Ink.text(
                    g2,
                    ticks.labels().get(i),
                    style.font(),
                    palette.muted(),
                    labels,
                    middle,
                    0,
                    0.5);
        }
        if (!titles.getFirst().isEmpty()) {
            double x = labels + labelsWidth() + style.em(0.7);
            String shown =
                    AxisTitles.fitting(titles, dataArea.getHeight(), plotArea.getHeight(), style);
            double half = Ink.width(shown, style.font()) / 2;
            double lowest = Math.max(plotArea.getMinY() + half, plotArea.getMaxY() - half);
            Ink.turned(
                    g2,
                    shown,
                    style.font(),
                    palette.muted(),
                    x,
                    Math.clamp(dataArea.getCenterY(), plotArea.getMinY() + half, lowest),
                    0.5,
                    0,
                    -Math.PI / 2);
        }
        return new AxisState(right);
    }

    /// Strips that lie over each other, so that no viewer shows seams between them.
    private void drawBar(Graphics2D g2, Rectangle2D area, double left, double right) {
        ColourRamp ramp = style.palette().ramp(scale);
        double bottom = style.snap(area.getMaxY());
        double top = style.snap(area.getMinY());
        for (int i = 0; i < STRIPS; i++) {
            double value = scale.high() - (i + 0.5) / STRIPS * (scale.high() - scale.low());
            double from = top + (bottom - top) * i / STRIPS;
            Ink.fill(
                    g2,
                    left,
                    i == 0 ? from : style.snap(from),
                    right,
                    bottom,
                    ramp.of(value, scale));
        }
    }
}
