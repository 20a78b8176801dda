package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Font;
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

/// The axis below a figure: layers as whole numbers at steps that have room, the first and the last
/// always; what belongs to no layer by its name.
final class PositionAxis extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private static final double SLANT = Math.toRadians(35);
    private static final double UPRIGHT = Math.toRadians(90);
    private static final double LONGEST = 9;

    /// Names of several stacks have their stack in front.
    private static final double LONGEST_OF_STACKS = 13;

    private final transient Positions positions;
    private final transient PositionSlots slots;
    private final transient FigureStyle style;
    private final boolean line;
    private final transient List<String> names;
    private final Naming naming;
    private final double angle;
    private final double longest;
    private final transient LayerTicks layers;
    private final transient StackNames stacks;

    /// @param line whether a line with tick marks is drawn (on paper)
    /// @param width about how wide the axis will be, to know whether names fit side by side
    PositionAxis(
            Positions positions,
            PositionSlots slots,
            FigureStyle style,
            boolean line,
            double width) {
        super();
        this.positions = positions;
        this.slots = slots;
        this.style = style;
        this.line = line;
        setRange(slots.lower(), slots.upper());
        setAutoRange(false);
        names = ShortNames.of(positions.names());
        double unit = width / (slots.upper() - slots.lower());
        naming = naming(unit);
        longest = style.em(positions.runs().size() > 1 ? LONGEST_OF_STACKS : LONGEST);
        layers = new LayerTicks(positions, slots, style);
        // A column of names or a scale beside a map takes room that nobody knows yet.
        stacks = new StackNames(layers.stretches(), style, unit * (line ? 0.9 : 0.7));
        boolean narrow = slot(unit) * Math.sin(SLANT) < style.em(0.95);
        // Slanted names would reach below the names of the stacks.
        angle = narrow || stacks.height() > 0 ? UPRIGHT : SLANT;
    }

    /// How names stand below the axis.
    private enum Naming {
        LEVEL,
        TURNED,
        NONE
    }

    private Naming naming(double unit) {
        if (!positions.begins().isEmpty()) {
            return Naming.NONE;
        }
        if (namesFit(unit)) {
            return Naming.LEVEL;
        }
        return slot(unit) < style.em(1) ? Naming.NONE : Naming.TURNED;
    }

    /// Width of the place that a name has.
    private double slot(double unit) {
        return positions.size() == 0 ? unit : 2 * slots.half(positions.size() - 1) * unit;
    }

    private String name(int index) {
        return names.get(index - positions.layerCount());
    }

    private double turnedHeight(int index) {
        double length = Math.min(Ink.width(name(index), style.font()), longest);
        return length * Math.sin(angle) + style.em(angle == UPRIGHT ? 0 : 0.6);
    }

    private List<String> lines(int index) {
        return naming == Naming.LEVEL ? words(name(index)) : List.of(name(index));
    }

    private boolean namesFit(double unit) {
        for (int i = positions.layerCount(); i < positions.size(); i++) {
            double room = Math.max(2 * slots.half(i) * unit, roomAlone(i, unit)) - style.em(0.5);
            for (String part : words(names.get(i - positions.layerCount()))) {
                if (Ink.width(part, style.font()) > room) {
                    return false;
                }
            }
        }
        return true;
    }

    /// One name after numbers, as that of the whole scope, has the gap before it as well.
    private double roomAlone(int index, double unit) {
        boolean isAlone = index > 0 && positions.size() - positions.layerCount() == 1;
        double number = style.em(1);
        return isAlone ? 2 * (slots.x(index) - slots.x(index - 1)) * unit - number : 0;
    }

    /// A name of several words may take two lines.
    private static List<String> words(String name) {
        int space = name.indexOf(' ');
        return space < 0
                ? List.of(name)
                : List.of(name.substring(0, space), name.substring(space + 1));
    }

    /// The layers that are numbered.
    List<LayerTicks.Tick> numbered(double width) {
        return layers.ticks(width / (slots.upper() - slots.lower()));
    }

    private double ticksHeight() {
        return line ? style.em(0.32) : 0;
    }

    private double labelsHeight() {
        double height = style.em(Ink.CAP) + stacks.height();
        for (int i = positions.layerCount(); i < positions.size(); i++) {
            double needed =
                    naming == Naming.TURNED
                            ? turnedHeight(i)
                            : style.em(Ink.CAP + (lines(i).size() - 1) * 1.1);
            height = Math.max(height, needed);
        }
        return height;
    }

    /// How far below the top of the labels the title begins: below them all, or only below the
    /// numbers of the layers where turned names keep out of its way.
    private double titleDrop() {
        boolean apart = naming == Naming.TURNED && positions.layerCount() >= 8;
        return (apart ? style.em(Ink.CAP) + stacks.height() : labelsHeight()) + style.em(0.75);
    }

    @Override
    public AxisSpace reserveSpace(
            Graphics2D g2,
            Plot plot,
            Rectangle2D plotArea,
            RectangleEdge edge,
            @Nullable AxisSpace space) {
        AxisSpace reserved = space == null ? new AxisSpace() : space;
        double withTitle = positions.title().isEmpty() ? 0 : titleDrop() + style.em(Ink.CAP);
        double below = Math.max(labelsHeight(), withTitle) + style.em(0.35);
        reserved.add(ticksHeight() + style.em(0.55) + below, edge);
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
        double top = dataArea.getMaxY() + ticksHeight() + style.em(0.55);
        AxisState state = new AxisState(dataArea.getMaxY());
        List<NumberTick> ticks = new ArrayList<>();
        if (line) {
            drawLine(g2, dataArea, palette.axis());
        }
        for (LayerTicks.Tick layer : numbered(dataArea.getWidth())) {
            double x = valueToJava2D(layer.x(), dataArea, edge);
            drawMark(g2, dataArea, x, palette.axis());
            Ink.text(g2, layer.text(), style.font(), palette.muted(), x, top, 0.5, 0);
            ticks.add(tick(layer.x()));
        }
        stacks.draw(
                g2,
                top + style.em(Ink.CAP),
                x -> valueToJava2D(x, dataArea, edge),
                plotArea.getMinX(),
                lastOfStacks(dataArea, plotArea, edge));
        for (int i = positions.layerCount(); i < positions.size(); i++) {
            if (naming != Naming.NONE) {
                double x = valueToJava2D(slots.x(i), dataArea, edge);
                drawMark(g2, dataArea, x, palette.axis());
                drawName(g2, i, x, top, plotArea.getMinX());
            }
        }
        double below = top + titleDrop();
        Ink.text(
                g2,
                positions.begins().isEmpty() ? positions.title() : "Layer",
                style.font(),
                palette.muted(),
                titleX(dataArea, edge),
                below,
                0.5,
                0);
        state.setTicks(ticks);
        return state;
    }

    /// Where names of stacks end: before the names of what belongs to no layer.
    private double lastOfStacks(Rectangle2D dataArea, Rectangle2D plotArea, RectangleEdge edge) {
        int last = positions.layerCount();
        boolean named = last > 0 && last < positions.size() && naming != Naming.NONE;
        return named
                ? valueToJava2D(slots.x(last) - slots.half(last), dataArea, edge)
                : plotArea.getMaxX();
    }

    /// The title stands below the layers it is about.
    private double titleX(Rectangle2D dataArea, RectangleEdge edge) {
        if (positions.runs().isEmpty()) {
            return dataArea.getCenterX();
        }
        double from = valueToJava2D(slots.x(0), dataArea, edge);
        double to = valueToJava2D(slots.x(positions.layerCount() - 1), dataArea, edge);
        return (from + to) / 2;
    }

    private void drawName(Graphics2D g2, int index, double x, double top, double left) {
        Font font = style.font();
        Color colour = style.palette().muted();
        if (naming == Naming.TURNED) {
            double end = angle == UPRIGHT ? x : x + style.em(0.3);
            double room = angle == UPRIGHT ? longest : (end - left) / Math.cos(angle);
            String cut = Ink.cut(name(index), font, Math.min(room, longest));
            double down = angle == UPRIGHT ? 0.5 : 0;
            Ink.turned(g2, cut, font, colour, end, top, 1, down, -angle);
            return;
        }
        double y = top;
        for (String part : lines(index)) {
            Ink.text(g2, part, font, colour, x, y, 0.5, 0);
            y += style.em(1.1);
        }
    }

    private void drawLine(Graphics2D g2, Rectangle2D area, Color colour) {
        double half = style.axisWidth() / 2;
        drawStroke(
                g2,
                new Line2D.Double(
                        area.getMinX() - half, area.getMaxY(), area.getMaxX(), area.getMaxY()),
                colour);
    }

    private void drawMark(Graphics2D g2, Rectangle2D area, double x, Color colour) {
        if (line) {
            drawStroke(
                    g2,
                    new Line2D.Double(x, area.getMaxY(), x, area.getMaxY() + ticksHeight()),
                    colour);
        }
    }

    private void drawStroke(Graphics2D g2, Line2D stroke, Color colour) {
        Ink.line(g2, style, stroke, style.axisWidth(), colour);
    }

    private static NumberTick tick(double x) {
        return new NumberTick(TickType.MAJOR, x, "", TextAnchor.TOP_CENTER, TextAnchor.CENTER, 0);
    }
}
