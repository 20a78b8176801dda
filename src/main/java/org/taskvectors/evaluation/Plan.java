package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.taskvectors.inference.Knob;

/// Which points are asked. Each plan has its points in the order in which they are asked: coarse
/// first, so that a figure shows its shape early.
public sealed interface Plan {
    /// The most values of λ along one axis.
    int MOST_VALUES = 201;

    /// Returns the knobs as they are laid; a plan changes their λ.
    List<Knob> knobs();

    /// Returns the knobs whose model tells which vectors these are, and in which order: with λ = 1,
    /// 2, 3 …. A sum with equal λ is the same in every order, and one with λ = 0 tells nothing.
    default List<Knob> identity() {
        return IntStream.range(0, knobs().size())
                .mapToObj(i -> knobs().get(i).withLambda(i + 1))
                .toList();
    }

    /// Returns the points that are asked whatever they say.
    List<Point> points();

    /// Returns the most points that are asked after those, where the answers call for it.
    default int more() {
        return 0;
    }

    /// Returns the point at a place.
    ///
    /// @throws IllegalArgumentException if the plan has no such place
    default Point at(List<Double> at) {
        return points().stream()
                .filter(point -> point.at().equals(at))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no point stands at " + at));
    }

    /// Whether the base is asked too, with which edited models are compared.
    default boolean asksBase() {
        return true;
    }

    /// One point: the vectors as they are laid.
    ///
    /// @param asksBase whether the base is asked too
    record Single(List<Knob> knobs, boolean asksBase) implements Plan {
        public Single {
            knobs = List.copyOf(knobs);
        }

        @Override
        public List<Point> points() {
            return List.of(new Point(List.of(), knobs));
        }
    }

    /// λ from one value to another: of all vectors at once, or of each alone while the others are
    /// left out. A point stands at its curve's number and its λ.
    ///
    /// @param each whether each vector has a curve of its own
    /// @param range of λ
    /// @param finer the most points of each curve that are added where it bends
    /// @param best the most points that are added in the search of the best λ; 0 for no search
    record Along(List<Knob> knobs, boolean each, Range range, int finer, int best) implements Plan {
        public Along {
            knobs = List.copyOf(knobs);
        }

        /// Returns how many curves there are.
        public int curves() {
            return each ? knobs.size() : 1;
        }

        @Override
        public List<Point> points() {
            List<Point> points = new ArrayList<>();
            for (double lambda : range.coarseFirst()) {
                for (int curve = 0; curve < curves(); curve++) {
                    points.add(point(curve, lambda));
                }
            }
            return points;
        }

        @Override
        public int more() {
            return curves() * (finer + best);
        }

        @Override
        public Point at(List<Double> at) {
            if (at.size() != 2 || at.getFirst() < 0 || at.getFirst() >= curves()) {
                throw new IllegalArgumentException("no point stands at " + at);
            }
            return point(at.getFirst().intValue(), at.getLast());
        }

        /// Returns the point of a curve at λ.
        public Point point(int curve, double lambda) {
            List<Knob> laid = new ArrayList<>();
            for (int i = 0; i < knobs.size(); i++) {
                laid.add(knobs.get(i).withLambda(each && i != curve ? 0 : lambda));
            }
            return new Point(List.of((double) curve, lambda), laid);
        }
    }

    /// λ of two vectors, each from one value to another; the others are left out. A point stands at
    /// the λ of the first and of the second.
    ///
    /// @param range of both; the axes through 0 are asked too where the range has no 0
    record Plane(List<Knob> knobs, int first, int second, Range range) implements Plan {
        public Plane {
            knobs = List.copyOf(knobs);
            if (first == second) {
                throw new IllegalArgumentException("a plane has two vectors");
            }
        }

        @Override
        public List<Point> points() {
            Map<List<Double>, Point> points = new LinkedHashMap<>();
            // Both axes tell each vector alone, with which every other point is compared.
            add(points, 0, 0);
            List<Double> values = range.coarseFirst();
            for (double value : values) {
                add(points, value, 0);
                add(points, 0, value);
            }
            for (int ring = 0; ring < values.size(); ring++) {
                for (int i = 0; i <= ring; i++) {
                    add(points, values.get(ring), values.get(i));
                    add(points, values.get(i), values.get(ring));
                }
            }
            return List.copyOf(points.values());
        }

        private void add(Map<List<Double>, Point> points, double a, double b) {
            Point point = point(a, b);
            points.putIfAbsent(point.at(), point);
        }

        @Override
        public Point at(List<Double> at) {
            List<Double> values = range.values();
            // −0 is no place: point() makes it 0.
            if (at.size() != 2
                    || !at.stream().allMatch(one -> one.equals(0.0) || values.contains(one))) {
                throw new IllegalArgumentException("no point stands at " + at);
            }
            return point(at.getFirst(), at.getLast());
        }

        /// Returns the point with these λ.
        public Point point(double a, double b) {
            List<Knob> laid = new ArrayList<>();
            for (int i = 0; i < knobs.size(); i++) {
                laid.add(knobs.get(i).withLambda(i == first ? a : i == second ? b : 0));
            }
            // −0 and 0 are one place.
            return new Point(List.of(a + 0.0, b + 0.0), laid);
        }
    }

    /// Each layer's part of the vectors alone, and the vectors without each layer's part. A point
    /// stands at its kind and its layer: 0 for the vectors whole, 1 for a layer's part alone, 2 for
    /// all but it; layer −1 is what lies outside the layers.
    ///
    /// @param layers how many the model has
    record Layers(List<Knob> knobs, int layers) implements Plan {
        /// The first number of a point that is the vectors whole.
        public static final double WHOLE = 0;

        /// The first number of a point that is one layer's part.
        public static final double ALONE = 1;

        /// The first number of a point that lacks one layer's part.
        public static final double WITHOUT = 2;

        /// Stands for what lies outside the layers.
        public static final double OUTSIDE = -1;

        public Layers {
            knobs = List.copyOf(knobs);
        }

        @Override
        public List<Point> points() {
            List<Point> points = new ArrayList<>();
            points.add(new Point(List.of(WHOLE, 0.0), knobs));
            for (int layer = 0; layer < layers; layer++) {
                int one = layer;
                points.add(
                        new Point(
                                List.of(ALONE, (double) layer),
                                knobs.stream().map(knob -> knob.within(one)).toList()));
                points.add(
                        new Point(
                                List.of(WITHOUT, (double) layer),
                                knobs.stream().map(knob -> knob.without(one, layers)).toList()));
            }
            points.add(
                    new Point(List.of(ALONE, OUTSIDE), knobs.stream().map(Knob::outside).toList()));
            points.add(
                    new Point(
                            List.of(WITHOUT, OUTSIDE), knobs.stream().map(Knob::inside).toList()));
            return points;
        }
    }

    /// Values of λ at equal distances.
    ///
    /// @param from the first
    /// @param to the last
    /// @param points how many, at least 2
    record Range(double from, double to, int points) {
        private static final double DIGITS = 1e9;

        /// The farthest λ from 0.
        private static final double FARTHEST = 1e6;

        /// @throws IllegalArgumentException if the values are not ascending between −10⁶ and 10⁶,
        ///   if they are less than 10⁻⁹ apart, or if there are fewer than two or more than
        ///   [#MOST_VALUES]
        public Range {
            boolean isIn = -FARTHEST <= from && from < to && to <= FARTHEST;
            // Values are rounded to nine places, and two that become one would be a point less.
            if (!isIn
                    || points < 2
                    || points > MOST_VALUES
                    || (to - from) / (points - 1) < 1 / DIGITS) {
                throw new IllegalArgumentException(
                        "a range of λ has two to "
                                + MOST_VALUES
                                + " ascending values from -1e6 to 1e6, 1e-9 or more apart");
            }
        }

        /// Returns the values in ascending order.
        public List<Double> values() {
            return IntStream.range(0, points)
                    .mapToObj(
                            i -> {
                                double value = from + (to - from) * i / (points - 1);
                                // 0.3 is 0.3, and not what adding steps of 0.1 gives.
                                return Math.round(value * DIGITS) / DIGITS + 0.0;
                            })
                    .toList();
        }

        /// Returns the values in the order in which they are asked: the ends and the middle, then
        /// the middles of what lies between.
        public List<Double> coarseFirst() {
            List<Double> values = values();
            List<Double> order = new ArrayList<>();
            for (int step = Integer.highestOneBit(points - 1) * 2; step >= 1; step /= 2) {
                for (int i = 0; i < points; i += step) {
                    addOnce(order, values.get(i));
                }
                addOnce(order, values.getLast());
            }
            return order;
        }

        private static void addOnce(List<Double> order, double value) {
            if (!order.contains(value)) {
                order.add(value);
            }
        }
    }
}
