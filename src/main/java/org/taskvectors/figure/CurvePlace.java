package org.taskvectors.figure;

import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the points of a [CurveFigure] lie on a frame.
final class CurvePlace implements Drawn {
    /// A computed x is chosen within this distance, in ems.
    private static final double NEAR = 0.5;

    private final CurveFigure figure;
    private final PlotFrame frame;
    private final NiceScale scale;
    private final FigureStyle style;
    private final List<Double> computed;

    CurvePlace(CurveFigure figure, PlotFrame frame, NiceScale scale, FigureStyle style) {
        this.figure = figure;
        this.frame = frame;
        this.scale = scale;
        this.style = style;
        this.computed = figure.computed();
    }

    PlotFrame frame() {
        return frame;
    }

    @Override
    public Rectangle2D area() {
        return frame.area();
    }

    double x(CurveFigure.Point point) {
        return frame.x(point.x());
    }

    /// Where a value lies, at the edge if the axis does not reach it; NaN for an undefined one.
    double y(double value) {
        return Double.isNaN(value) ? Double.NaN : frame.y(place(value));
    }

    /// Where that share of the height is.
    double behind(double share) {
        return area().getMaxY() - share * area().getHeight();
    }

    private double place(double value) {
        return Math.clamp(raw(value), scale.low(), scale.high());
    }

    private double raw(double value) {
        if (!scale.log()) {
            return value;
        }
        return value > 0 ? Math.log10(value) : Double.NEGATIVE_INFINITY;
    }

    /// 1 for a value above the axis, −1 for one below it, else 0.
    int beyond(double value) {
        double slack = 1e-9 * (scale.high() - scale.low());
        return raw(value) > scale.high() + slack ? 1 : raw(value) < scale.low() - slack ? -1 : 0;
    }

    /// Points that a line connects, run by run: a gap is an undefined value between them. Points
    /// beyond the ends of the x axis are not drawn.
    List<List<CurveFigure.Point>> runs(CurveFigure.Curve curve) {
        List<List<CurveFigure.Point>> runs = new ArrayList<>();
        List<CurveFigure.Point> run = new ArrayList<>();
        for (CurveFigure.Point point : curve.points()) {
            if (!figure.x().holds(point.x())) {
                continue;
            }
            if (Double.isNaN(point.y())) {
                runs.add(run);
                run = new ArrayList<>();
            } else {
                run.add(point);
            }
        }
        runs.add(run);
        runs.removeIf(List::isEmpty);
        return runs;
    }

    /// Of the points of a run those that a line through all of them would show.
    List<CurveFigure.Point> seen(List<CurveFigure.Point> run) {
        int slivers = (int) Math.max(1, Math.ceil(area().getWidth() * 2));
        return SeenPoints.of(run, figure.x().low(), figure.x().high(), slivers);
    }

    @Override
    public Optional<Spot> spot(double x, double y) {
        int position = nearest(x);
        if (position < 0) {
            return Optional.empty();
        }
        int row = -1;
        double distance = Double.POSITIVE_INFINITY;
        for (int i = 0; i < figure.curves().size(); i++) {
            double away = Math.abs(y(value(i, position)) - y);
            if (away < distance) {
                distance = away;
                row = i;
            }
        }
        return Optional.of(new Spot(position, row < 0 ? OptionalInt.empty() : OptionalInt.of(row)));
    }

    /// Index of the computed x that is nearest; −1 where there is none.
    private int nearest(double x) {
        int best = -1;
        for (int i = 0; i < computed.size(); i++) {
            if (best < 0 || away(i, x) < away(best, x)) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public Optional<Spot> at(double x) {
        int position = nearest(frame.x(x));
        return position < 0
                ? Optional.empty()
                : Optional.of(new Spot(position, OptionalInt.empty()));
    }

    private double away(int position, double x) {
        return Math.abs(frame.x(computed.get(position)) - x);
    }

    private double value(int curve, int position) {
        double x = computed.get(position);
        return figure.curves().get(curve).points().stream()
                .filter(point -> point.x() == x)
                .mapToDouble(CurveFigure.Point::y)
                .findFirst()
                .orElse(Double.NaN);
    }

    @Override
    public Point2D anchor(Spot spot) {
        double y = y(value(spot.row().orElse(0), spot.position()));
        return new Point2D.Double(
                frame.x(computed.get(spot.position())), Double.isNaN(y) ? area().getCenterY() : y);
    }

    @Override
    public int columns() {
        return computed.size();
    }

    @Override
    public int rows() {
        return figure.curves().size();
    }

    @Override
    public Spot first() {
        double from = figure.chosen().orElse(figure.x().low());
        return new Spot(Math.max(0, nearest(frame.x(from))), OptionalInt.of(0));
    }

    @Override
    public List<HoverMark> hover(Spot spot) {
        double x = frame.x(computed.get(spot.position()));
        List<HoverMark> marks = new ArrayList<>();
        marks.add(
                new HoverMark.Band(
                        new Rectangle2D.Double(
                                x - style.em(0.7),
                                area().getMinY(),
                                style.em(1.4),
                                area().getHeight())));
        for (int i = 0; i < figure.curves().size(); i++) {
            double y = y(value(i, spot.position()));
            if (!Double.isNaN(y)) {
                marks.add(
                        new HoverMark.Ring(
                                x, y, figure.curves().get(i).look(), spot.row().orElse(-1) == i));
            }
        }
        return marks;
    }

    @Override
    public Optional<AxisPoint> point(double x, double y, boolean isFinal) {
        AxisRange axis = figure.x();
        double value = Math.clamp(frame.valueX(x), axis.low(), axis.high());
        int near = nearest(x);
        double place = frame.valueY(Math.clamp(y, area().getMinY(), area().getMaxY()));
        return Optional.of(
                new AxisPoint(
                        near >= 0 && away(near, x) <= style.em(NEAR)
                                ? computed.get(near)
                                : rounded(value),
                        scale.log() ? Math.pow(10, place) : place,
                        isFinal));
    }

    /// Rounded to the finest of 1, 2, 5 × 10ⁿ that is no finer than half a pixel of the window.
    private double rounded(double value) {
        AxisRange axis = figure.x();
        if (axis.whole()) {
            return Math.clamp(Math.rint(value), Math.ceil(axis.low()), Math.floor(axis.high()));
        }
        double least = (axis.high() - axis.low()) / area().getWidth() / 2;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        double step = 10 * power;
        for (double digit : new double[] {5, 2, 1}) {
            step = digit * power >= least ? digit * power : step;
        }
        double rounded = Math.rint(value / step) * step;
        // A decimal as a person would write it.
        return Math.clamp(
                new BigDecimal(rounded).round(new MathContext(6)).doubleValue(),
                axis.low(),
                axis.high());
    }
}
