package org.taskvectors.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Names at the right ends of lines that stand out among many, and of the outermost lines. They
/// move apart where they would overlap; an outermost one that has no room is left out.
final class EndLabels {
    /// The largest share of the figure that they take.
    private static final double SHARE = 0.3;

    private static final double LINE = 1.25;

    private final LineFigure figure;
    private final FigureStyle style;
    private final Emphasis emphasis;

    private EndLabels(LineFigure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
        this.emphasis = figure.emphasis().orElseThrow();
    }

    /// The width that they take at the right of the lines; 0 for lines that have a legend.
    static double width(PositionFigure figure, FigureStyle style, double room) {
        if (!(figure instanceof LineFigure lines) || lines.emphasis().isEmpty()) {
            return 0;
        }
        double widest =
                new EndLabels(lines, style)
                        .named().stream()
                                .mapToDouble(
                                        i -> Ink.width(lines.series().get(i).name(), style.font()))
                                .max()
                                .orElse(0);
        return Math.min(widest, SHARE * room) + style.em(0.9);
    }

    /// Draws them where the figure has any.
    static void draw(Graphics2D g2, PositionFigure figure, Geometry geometry, FigureStyle style) {
        if (figure instanceof LineFigure lines && lines.emphasis().isPresent()) {
            new EndLabels(lines, style).draw(g2, geometry);
        }
    }

    /// A name and the height at which its line ends.
    private record End(int series, double y) {}

    /// Lines that stand out, then the outermost at their ends.
    private List<Integer> named() {
        List<Integer> ending =
                IntStream.range(0, figure.series().size())
                        .filter(i -> !Double.isNaN(last(i)))
                        .boxed()
                        .toList();
        List<Integer> named = new ArrayList<>();
        emphasis.hovered().filter(ending::contains).ifPresent(named::add);
        emphasis.chosen().stream().filter(i -> ending.contains(i)).forEach(named::add);
        ending.stream().max(Comparator.comparingDouble(this::last)).ifPresent(named::add);
        ending.stream().min(Comparator.comparingDouble(this::last)).ifPresent(named::add);
        return named.stream().distinct().toList();
    }

    private int lastPosition(int series) {
        List<Double> values = figure.series().get(series).values();
        for (int i = values.size() - 1; i >= 0; i--) {
            if (Double.isFinite(values.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private double last(int series) {
        int position = lastPosition(series);
        return position < 0 ? Double.NaN : figure.series().get(series).values().get(position);
    }

    private void draw(Graphics2D g2, Geometry geometry) {
        double high = style.em(LINE);
        List<End> placed = new ArrayList<>();
        for (int series : named()) {
            double y = geometry.y(series, lastPosition(series));
            if (Double.isNaN(y)) {
                continue;
            }
            double inside = Math.clamp(y, geometry.area().getMinY(), geometry.area().getMaxY());
            if (emphasis.holds(series)) {
                placed.add(new End(series, free(inside, placed, geometry, high)));
            } else if (placed.stream().allMatch(end -> Math.abs(end.y() - inside) >= high)) {
                placed.add(new End(series, inside));
            }
        }
        double left = geometry.area().getMaxX() + style.em(0.5);
        double room = geometry.room() - left;
        for (End end : placed) {
            String name = figure.series().get(end.series()).name();
            Color colour =
                    emphasis.isHovered(end.series())
                            ? style.palette().text()
                            : emphasis.holds(end.series())
                                    ? style.palette().accent()
                                    : style.palette().muted();
            Ink.text(
                    g2,
                    Ink.cut(name, style.font(), room),
                    style.font(),
                    colour,
                    left,
                    end.y(),
                    0,
                    0.5);
        }
    }

    /// The free height nearest to the one that is wanted.
    private static double free(double wanted, List<End> placed, Geometry geometry, double high) {
        for (int step = 0; step < 40; step++) {
            for (int side : new int[] {1, -1}) {
                double y = wanted + side * step * high / 4;
                boolean isInside = y >= geometry.area().getMinY() && y <= geometry.area().getMaxY();
                if (isInside
                        && placed.stream().allMatch(end -> Math.abs(end.y() - y) >= high - 1e-9)) {
                    return y;
                }
            }
        }
        return wanted;
    }
}
