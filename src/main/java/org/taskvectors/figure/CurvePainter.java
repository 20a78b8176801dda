package org.taskvectors.figure;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Draws a [CurveFigure].
final class CurvePainter {
    /// How much of a series' colour its band has.
    private static final double BAND = 0.17;

    private final CurveFigure figure;
    private final FigureStyle style;
    private final Palette palette;

    CurvePainter(CurveFigure figure, FigureStyle style) {
        this.figure = figure;
        this.style = style;
        this.palette = style.palette();
    }

    CurvePlace draw(Graphics2D g2, Rectangle2D room) {
        NiceScale scale = scale(room.getHeight());
        QuantityAxis left = new QuantityAxis(scale, titles(scale), style);
        AxisRange x = figure.x();
        BelowAxis below =
                new BelowAxis(
                        x,
                        x.low(),
                        x.high(),
                        figure.computed(),
                        style,
                        room.getWidth() - style.em(5));
        PlotFrame frame = PlotFrame.draw(g2, room, below, left, Optional.empty(), style);
        CurvePlace place = new CurvePlace(figure, frame, scale, style);
        // What lies behind goes under the grid, what is read goes over it.
        figure.chosen().ifPresent(chosen -> drawChosen(g2, frame, chosen));
        frame.grid(g2, scale, style);
        figure.zones().forEach(zone -> drawZone(g2, frame, zone));
        figure.backdrop().ifPresent(behind -> drawBackdrop(g2, place, behind));
        figure.references().forEach(line -> drawReference(g2, place, line));
        figure.curves().forEach(curve -> drawBand(g2, place, curve));
        figure.curves().forEach(curve -> drawLine(g2, place, curve));
        figure.zones().forEach(zone -> drawBorder(g2, frame, zone));
        for (CurveFigure.Curve curve : figure.curves()) {
            if (curve.pen().isEmpty()) {
                drawMarkers(g2, place, curve);
            }
        }
        figure.now().ifPresent(now -> drawNow(g2, frame, style, now, figure.x()));
        new CurveWords(figure, place, style).draw(g2);
        return place;
    }

    /// A low figure says `log-likelihood` of `log-likelihood of the right answer`.
    private List<String> titles(NiceScale scale) {
        String name =
                style.onPaper() || figure.quantity().symbol().isEmpty()
                        ? figure.quantity().axisName()
                        : figure.quantity().symbol();
        return Stream.of(name, name.replaceFirst(" of .*", ""))
                .map(one -> scale.title(one, figure.quantity().unit()))
                .distinct()
                .toList();
    }

    /// All values with their intervals and the reference lines have a place on it.
    NiceScale scale(double height) {
        ShownEnds ends = figure.ends();
        double room = height - style.em(5);
        int steps = (int) Math.clamp(room / style.em(style.onPaper() ? 2.6 : 3.6), 2, 8);
        return NiceScale.of(
                ends.least(), ends.most(), figure.range().shown(figure.choice()), steps);
    }

    private void drawChosen(Graphics2D g2, PlotFrame frame, double chosen) {
        if (!figure.x().holds(chosen)) {
            return;
        }
        Rectangle2D area = frame.area();
        double half = style.em(0.7);
        Ink.fill(
                g2,
                style.snap(Math.max(frame.x(chosen) - half, area.getMinX())),
                area.getMinY(),
                style.snap(Math.min(frame.x(chosen) + half, area.getMaxX())),
                area.getMaxY(),
                palette.mark());
    }

    private void drawZone(Graphics2D g2, PlotFrame frame, CurveFigure.Zone zone) {
        Rectangle2D area = frame.area();
        double x = Math.clamp(frame.x(zone.from()), area.getMinX(), area.getMaxX());
        Rectangle2D box =
                zone.toTheRight()
                        ? new Rectangle2D.Double(
                                x, area.getMinY(), area.getMaxX() - x, area.getHeight())
                        : new Rectangle2D.Double(
                                area.getMinX(),
                                area.getMinY(),
                                x - area.getMinX(),
                                area.getHeight());
        if (!box.isEmpty()) {
            Ink.hatch(
                    g2,
                    box,
                    style.em(0.9),
                    style.axisWidth() * 0.8,
                    Ink.faint(palette.muted(), 0.3));
        }
    }

    private void drawBorder(Graphics2D g2, PlotFrame frame, CurveFigure.Zone zone) {
        if (figure.x().holds(zone.from())) {
            double x = frame.x(zone.from());
            Rectangle2D area = frame.area();
            Ink.line(
                    g2,
                    style,
                    new Line2D.Double(x, area.getMinY(), x, area.getMaxY()),
                    style.onPaper() ? style.axisWidth() * 1.3 : 1.5,
                    palette.warning());
        }
    }

    private void drawBackdrop(Graphics2D g2, CurvePlace place, CurveFigure.Backdrop behind) {
        Path2D path = new Path2D.Double();
        boolean isBegun = false;
        for (CurveFigure.Point point : behind.some(CurveWords.DRAWN)) {
            double y = place.behind(behind.share(point.y()));
            if (isBegun) {
                path.lineTo(place.x(point), y);
            } else {
                path.moveTo(place.x(point), y);
            }
            isBegun = true;
        }
        double width = style.axisWidth();
        float[] dash = {(float) (2.5 * width), (float) (2.5 * width)};
        g2.setColor(Ink.faint(palette.muted(), 0.7));
        g2.setStroke(
                new BasicStroke(
                        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0));
        g2.draw(path);
    }

    /// The line at what was reached so far.
    static void drawNow(
            Graphics2D g2, PlotFrame frame, FigureStyle style, double now, AxisRange x) {
        if (x.holds(now)) {
            Rectangle2D area = frame.area();
            double at = frame.x(now);
            Ink.line(
                    g2,
                    style,
                    new Line2D.Double(at, area.getMinY(), at, area.getMaxY()),
                    style.onPaper() ? style.axisWidth() * 1.3 : 1.5,
                    style.palette().accent());
        }
    }

    private void drawReference(Graphics2D g2, CurvePlace place, CurveFigure.Reference line) {
        if (place.beyond(line.y()) != 0) {
            return;
        }
        Rectangle2D area = place.area();
        double width = style.axisWidth();
        float[] dots = {(float) (1.6 * width), (float) (2.4 * width)};
        g2.setColor(palette.muted());
        g2.setStroke(
                new BasicStroke(
                        (float) width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dots, 0));
        // On a pixel's middle, where a thin line is sharp.
        double y = style.snap(place.y(line.y())) + (style.pixel() == 0 ? 0 : width / 2);
        g2.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
    }

    private void drawBand(Graphics2D g2, CurvePlace place, CurveFigure.Curve curve) {
        g2.setColor(Ink.faint(Strokes.colour(curve.look(), palette), BAND));
        for (Shape band : bands(place, curve)) {
            g2.fill(band);
        }
        // A single point has no band; its interval is a bar.
        g2.setStroke(new BasicStroke((float) (style.lineWidth() * 0.8)));
        g2.setColor(Strokes.colour(curve.look(), palette));
        for (List<CurveFigure.Point> run : place.runs(curve)) {
            if (run.size() == 1 && run.getFirst().hasInterval()) {
                drawInterval(g2, place, run.getFirst());
            }
        }
    }

    private void drawInterval(Graphics2D g2, CurvePlace place, CurveFigure.Point point) {
        double x = place.x(point);
        double cap = style.em(0.3);
        for (double end : new double[] {point.low(), point.high()}) {
            g2.draw(new Line2D.Double(x - cap, place.y(end), x + cap, place.y(end)));
        }
        g2.draw(new Line2D.Double(x, place.y(point.low()), x, place.y(point.high())));
    }

    /// The intervals of neighbouring points as areas.
    static List<Shape> bands(CurvePlace place, CurveFigure.Curve curve) {
        List<Shape> bands = new ArrayList<>();
        for (List<CurveFigure.Point> run : place.runs(curve)) {
            List<CurveFigure.Point> part = new ArrayList<>();
            for (CurveFigure.Point point : run) {
                if (point.hasInterval()) {
                    part.add(point);
                } else {
                    add(bands, place, part);
                    part = new ArrayList<>();
                }
            }
            add(bands, place, part);
        }
        return bands;
    }

    private static void add(List<Shape> bands, CurvePlace place, List<CurveFigure.Point> part) {
        if (part.size() < 2) {
            return;
        }
        Path2D path = new Path2D.Double();
        path.moveTo(place.x(part.getFirst()), place.y(part.getFirst().high()));
        part.forEach(point -> path.lineTo(place.x(point), place.y(point.high())));
        part.reversed().forEach(point -> path.lineTo(place.x(point), place.y(point.low())));
        path.closePath();
        bands.add(path);
    }

    private void drawLine(Graphics2D g2, CurvePlace place, CurveFigure.Curve curve) {
        g2.setColor(Strokes.colour(curve.look(), curve.pen(), palette));
        g2.setStroke(Strokes.line(curve.look(), curve.pen(), style.lineWidth()));
        for (List<CurveFigure.Point> whole : place.runs(curve)) {
            List<CurveFigure.Point> run = place.seen(whole);
            if (run.size() < 2 && curve.pen().isEmpty()) {
                continue; // Its marker shows it.
            }
            Path2D path = new Path2D.Double();
            path.moveTo(place.x(run.getFirst()), place.y(run.getFirst().y()));
            run.subList(Math.min(1, run.size() - 1), run.size())
                    .forEach(point -> path.lineTo(place.x(point), place.y(point.y())));
            g2.draw(path);
        }
    }

    /// Where points lie closer than their markers, some have none; the first and the last of a run
    /// and named points always have one.
    private void drawMarkers(Graphics2D g2, CurvePlace place, CurveFigure.Curve curve) {
        int index = figure.curves().indexOf(curve);
        double size = style.markerSize();
        for (List<CurveFigure.Point> run : place.runs(curve)) {
            double before = Double.NEGATIVE_INFINITY;
            double last = place.x(run.getLast());
            for (CurveFigure.Point point : run) {
                double x = place.x(point);
                boolean isFree = x - before >= 1.15 * size && last - x >= 1.15 * size;
                if (!isFree && x != last && !isNamed(index, point)) {
                    continue;
                }
                before = x;
                int beyond = place.beyond(point.y());
                if (beyond == 0) {
                    Strokes.marker(g2, curve.look(), palette, x, place.y(point.y()), size);
                } else {
                    BeyondMark.draw(
                            g2,
                            x,
                            place.y(point.y()),
                            beyond,
                            size,
                            Strokes.colour(curve.look(), palette));
                }
            }
        }
    }

    private boolean isNamed(int curve, CurveFigure.Point point) {
        return figure.marks().stream()
                .anyMatch(mark -> mark.curve() == curve && mark.x() == point.x());
    }
}
