package org.taskvectors.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.ui.RectangleEdge;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Digits;

/// The axis of numbers below a figure.
final class BelowAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;

    private final transient List<Tick> ticks;
    private final transient FigureStyle style;
    private final String title;

    /// @param text what stands below it
    record Tick(double x, String text) {}

    /// @param range its title, and whether only whole numbers are ticks
    /// @param low its lower end
    /// @param high its upper end
    /// @param width about how wide it will be, to know how many ticks there is room for
    /// @param places that were computed, at which ticks stand where they can
    BelowAxis(
            AxisRange range,
            double low,
            double high,
            List<Double> places,
            FigureStyle style,
            double width) {
        super();
        this.style = style;
        this.title = range.title();
        this.ticks = range.whole() ? whole(low, high, width) : fractions(low, high, places, width);
        setRange(low, high);
        setAutoRange(false);
    }

    List<Tick> ticks() {
        return ticks;
    }

    private List<Tick> fractions(double low, double high, List<Double> places, double width) {
        int wanted = (int) Math.clamp(width / style.em(4.2), 1, 9);
        NiceScale scale = NiceScale.at(places, low, high, wanted);
        List<Tick> all = new ArrayList<>();
        for (int i = 0; i < scale.ticks().size(); i++) {
            all.add(new Tick(scale.ticks().get(i), scale.labels().get(i)));
        }
        return all;
    }

    /// Whole numbers at even steps that have room, from the first on.
    private List<Tick> whole(double low, double high, double width) {
        long first = (long) Math.ceil(low);
        long last = (long) Math.floor(high);
        long step = EvenSteps.of(last - first, width / (high - low) / style.em(1));
        List<Tick> all = new ArrayList<>();
        for (long number = first; number <= last; number += step) {
            all.add(tick(number));
        }
        return all;
    }

    private static Tick tick(long number) {
        return new Tick(number, Digits.plain(BigDecimal.valueOf(number)));
    }

    private double marksHeight() {
        return style.onPaper() ? style.em(0.32) : 0;
    }

    @Override
    public AxisSpace reserveSpace(
            Graphics2D g2,
            Plot plot,
            Rectangle2D plotArea,
            RectangleEdge edge,
            @Nullable AxisSpace space) {
        AxisSpace reserved = space == null ? new AxisSpace() : space;
        double withTitle = title.isEmpty() ? 0 : style.em(0.75 + Ink.CAP);
        reserved.add(marksHeight() + style.em(0.55 + Ink.CAP + 0.35) + withTitle, edge);
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
        double bottom = dataArea.getMaxY();
        double top = bottom + marksHeight() + style.em(0.55);
        if (style.onPaper()) {
            double left = dataArea.getMinX() - style.axisWidth() / 2;
            line(g2, new Line2D.Double(left, bottom, dataArea.getMaxX(), bottom));
        }
        for (Tick tick : ticks) {
            double x = valueToJava2D(tick.x(), dataArea, edge);
            if (style.onPaper()) {
                line(g2, new Line2D.Double(x, bottom, x, bottom + marksHeight()));
            }
            Ink.text(g2, tick.text(), style.font(), palette.muted(), x, top, 0.5, 0);
        }
        double middle = dataArea.getCenterX();
        double room = 2 * Math.min(middle - plotArea.getMinX(), plotArea.getMaxX() - middle);
        Ink.text(
                g2,
                Ink.cut(title, style.font(), room),
                style.font(),
                palette.muted(),
                middle,
                top + style.em(Ink.CAP + 0.75),
                0.5,
                0);
        return new AxisState(bottom);
    }

    private void line(Graphics2D g2, Line2D line) {
        Ink.line(g2, style, line, style.axisWidth(), style.palette().axis());
    }
}
