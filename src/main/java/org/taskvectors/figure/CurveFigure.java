package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
        RangeChoice choice)
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

    /// One series.
    ///
    /// @param name for the legend
    /// @param points in any order, no two at one x
    public record Curve(String name, Look look, List<Point> points) {
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
                RangeChoice.robust());
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

    private CurveFigure with(
            List<Reference> lines, List<Mark> named, List<Zone> hatched, OptionalDouble place) {
        return new CurveFigure(
                about, x, quantity, range, curves, lines, named, hatched, place, choice);
    }

    @Override
    public CurveFigure withoutChoice() {
        return withChosen(OptionalDouble.empty());
    }

    @Override
    public CurveFigure withRange(RangeChoice other) {
        return new CurveFigure(
                about, x, quantity, range, curves, references, marks, zones, chosen, other);
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
