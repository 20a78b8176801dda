package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Quantity;

/// Values over an axis of numbers, each with the interval it is known to lie in: accuracy over λ,
/// or by layer. Points may be few, uneven, and come one by one.
///
/// @param x the axis below
/// @param quantity what the values are
/// @param range which values the axis at the left shows; where its ends are fixed, a value beyond
///   them is drawn at the edge with an arrowhead
/// @param curves the series, in the order of the legend
/// @param references dotted lines across the figure
/// @param marks points that are named
/// @param zones hatched ends of the x axis
/// @param chosen the x that a person chose, which gets a tint; empty for none
/// @param choice what decides the ends of the axis at the left
/// @param backdrop a series of another quantity behind the curves; empty for none
/// @param now the x that what is shown has come to so far, which gets a line; empty where it does
///   not go on
public record CurveFigure(
        FigureSubject about,
        AxisRange x,
        Quantity quantity,
        ValueRange range,
        List<Curve> curves,
        List<Reference> references,
        List<Mark> marks,
        List<Zone> zones,
        OptionalDouble chosen,
        RangeChoice choice,
        Optional<Backdrop> backdrop,
        OptionalDouble now)
        implements RangedFigure {

    /// One computed value.
    ///
    /// @param y the value; NaN where it is undefined, which is a gap in the line
    /// @param low lower end of its interval; NaN where it has none
    /// @param high upper end
    /// @param count how many examples it was computed from; 0 where that says nothing
    public record Point(double x, double y, double low, double high, long count) {
        public Point {
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException("a point at x = " + x);
            }
        }

        /// A value without an interval.
        public static Point of(double x, double y) {
            return new Point(x, y, Double.NaN, Double.NaN, 0);
        }

        boolean hasInterval() {
            return Double.isFinite(low) && Double.isFinite(high);
        }
    }

    /// How a series of many points is drawn: as a line without markers.
    public enum Pen {
        /// Fine and pale: every value as it came.
        THIN,
        /// Over it: what they come to.
        THICK
    }

    /// A series of another quantity, dashed behind the curves: from zero below to its largest value
    /// above, on no axis.
    ///
    /// @param quantity what its values are
    /// @param words what stands at it where there is room, with its largest value: `learning rate,
    ///   at most 2 × 10⁻⁴`
    /// @param points in any order
    public record Backdrop(Quantity quantity, String words, List<Point> points) {
        public Backdrop {
            points = points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
        }

        /// The value at an x; NaN where there is none.
        double at(double x) {
            return points.stream()
                    .filter(point -> point.x() == x)
                    .mapToDouble(Point::y)
                    .findFirst()
                    .orElse(Double.NaN);
        }

        /// About so many of its points at most, the last one among them.
        List<Point> some(int most) {
            int every = Math.max(1, Math.ceilDiv(points.size(), most));
            List<Point> some = new ArrayList<>();
            for (int i = 0; i < points.size(); i += every) {
                some.add(points.get(i));
            }
            if (!points.isEmpty() && (points.size() - 1) % every != 0) {
                some.add(points.getLast());
            }
            return some;
        }

        /// What of the height a value takes.
        double share(double value) {
            double most = points.stream().mapToDouble(Point::y).max().orElse(0);
            return most > 0 ? 0.94 * value / most : 0;
        }
    }

    /// One series.
    ///
    /// @param name for the legend
    /// @param points in any order, no two at one x
    /// @param pen how a line of many points is drawn; empty for a line with markers
    public record Curve(String name, Look look, List<Point> points, Optional<Pen> pen) {
        /// One with markers.
        public Curve(String name, Look look, List<Point> points) {
            this(name, look, points, Optional.empty());
        }

        public Curve {
            points = points.stream().sorted(Comparator.comparingDouble(Point::x)).toList();
            for (int i = 1; i < points.size(); i++) {
                if (points.get(i).x() == points.get(i - 1).x()) {
                    throw new IllegalArgumentException(
                            name + " has two points at x = " + points.get(i).x());
                }
            }
        }
    }

    /// A dotted line at one value.
    ///
    /// @param words what stands at it: `chance 0.500`; empty for none
    public record Reference(double y, String words) {
        public Reference {
            if (!Double.isFinite(y)) {
                throw new IllegalArgumentException("a reference line at " + y);
            }
        }
    }

    /// A point that is named.
    ///
    /// @param curve index of its series
    /// @param x where the series has a point; without one there is no mark
    /// @param words `best 0.88`
    public record Mark(int curve, double x, String words) {}

    /// A hatched part of the figure, from one x to an end of the axis, with a line and words of
    /// warning: where a model has collapsed.
    ///
    /// @param from the x of the line
    /// @param toTheRight whether it reaches to the upper end of the axis, else to the lower
    /// @param words what stands beside the line, one or two lines: `collapse`, `λ ≥ 1.44`
    /// @param rule why it is there, in a sentence that is shown under the pointer
    public record Zone(double from, boolean toTheRight, List<String> words, String rule) {
        public Zone {
            words = List.copyOf(words);
        }

        boolean holds(double x) {
            return toTheRight ? x >= from : x <= from;
        }
    }

    public CurveFigure {
        curves = List.copyOf(curves);
        references = List.copyOf(references);
        marks = List.copyOf(marks);
        zones = List.copyOf(zones);
        for (Mark mark : marks) {
            if (mark.curve() < 0 || mark.curve() >= curves.size()) {
                throw new IllegalArgumentException(
                        "a mark at curve " + mark.curve() + " of " + curves.size());
            }
        }
    }

    /// Curves alone; the rest is added by the methods that begin with `with`.
    public static CurveFigure of(
            FigureSubject about,
            AxisRange x,
            Quantity quantity,
            ValueRange range,
            List<Curve> curves) {
        return new CurveFigure(
                about,
                x,
                quantity,
                range,
                curves,
                List.of(),
                List.of(),
                List.of(),
                OptionalDouble.empty(),
                RangeChoice.robust(),
                Optional.empty(),
                OptionalDouble.empty());
    }

    public CurveFigure withReferences(List<Reference> lines) {
        return with(lines, marks, zones, chosen);
    }

    public CurveFigure withMarks(List<Mark> named) {
        return with(references, named, zones, chosen);
    }

    public CurveFigure withZones(List<Zone> hatched) {
        return with(references, marks, hatched, chosen);
    }

    /// The same figure with another x chosen, or none.
    public CurveFigure withChosen(OptionalDouble place) {
        return with(references, marks, zones, place);
    }

    /// The same figure with a series behind it.
    public CurveFigure withBackdrop(Backdrop behind) {
        return new CurveFigure(
                about,
                x,
                quantity,
                range,
                curves,
                references,
                marks,
                zones,
                chosen,
                choice,
                Optional.of(behind),
                now);
    }

    /// The same figure of something that has come so far.
    public CurveFigure withNow(OptionalDouble place) {
        return new CurveFigure(
                about,
                x,
                quantity,
                range,
                curves,
                references,
                marks,
                zones,
                chosen,
                choice,
                backdrop,
                place);
    }

    private CurveFigure with(
            List<Reference> lines, List<Mark> named, List<Zone> hatched, OptionalDouble place) {
        return new CurveFigure(
                about, x, quantity, range, curves, lines, named, hatched, place, choice, backdrop,
                now);
    }

    @Override
    public CurveFigure withoutChoice() {
        return withChosen(OptionalDouble.empty()).withNow(OptionalDouble.empty());
    }

    @Override
    public CurveFigure withRange(RangeChoice other) {
        return new CurveFigure(
                about,
                x,
                quantity,
                range,
                curves,
                references,
                marks,
                zones,
                chosen,
                other,
                backdrop,
                now);
    }

    @Override
    public ShownEnds ends() {
        return range.ends(choice, values());
    }

    @Override
    public boolean canBeLog() {
        return range.canBeLog(values());
    }

    /// Of each series the values with the ends of their intervals; the reference lines belong to
    /// all.
    private List<List<Double>> values() {
        List<List<Double>> all = new ArrayList<>();
        for (Curve curve : curves) {
            List<Double> values = new ArrayList<>();
            curve.points().forEach(p -> values.addAll(List.of(p.y(), p.low(), p.high())));
            references.forEach(line -> values.add(line.y()));
            all.add(values);
        }
        if (curves.isEmpty()) {
            all.add(references.stream().map(Reference::y).toList());
        }
        return all;
    }

    /// Every x at which any series has a point, rising.
    public List<Double> computed() {
        List<Double> all = new ArrayList<>();
        curves.forEach(curve -> curve.points().forEach(point -> all.add(point.x())));
        return all.stream().filter(x::holds).distinct().sorted().toList();
    }
}
