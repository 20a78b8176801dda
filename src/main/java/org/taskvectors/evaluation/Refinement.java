package org.taskvectors.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/// Finds where a curve bends, so that its next point is asked there.
final class Refinement {
    /// How far a curve has to bend, as a change of accuracy from one side of a point to the other.
    private static final double LEAST = 0.01;

    /// The least distance of two points, as a share of the range.
    private static final double NARROWEST = 1.0 / 64;

    private static final double DIGITS = 1e4;

    private Refinement() {}

    /// Returns the λ that is asked next on a curve: the middle of the interval beside the sharpest
    /// bend of any task; empty where no curve bends.
    static OptionalDouble next(Study study, Plan.Along along, int curve) {
        List<PointResult> points = onCurve(study, curve);
        double narrowest = (along.range().to() - along.range().from()) * NARROWEST;
        double most = LEAST;
        OptionalDouble next = OptionalDouble.empty();
        for (int task = 0; task < study.tasks().size(); task++) {
            double[] x = points.stream().mapToDouble(Refinement::lambda).toArray();
            double[] y = values(study, points, task);
            for (int i = 0; i + 1 < x.length; i++) {
                double bend = Math.max(bend(x, y, i), bend(x, y, i + 1));
                // A wide interval hides more than a narrow one.
                double weight = bend * (x[i + 1] - x[i]) / (x[x.length - 1] - x[0]) * x.length;
                if (bend > LEAST && x[i + 1] - x[i] >= 2 * narrowest && weight > most) {
                    most = weight;
                    next = OptionalDouble.of(rounded((x[i] + x[i + 1]) / 2));
                }
            }
        }
        return next;
    }

    static List<PointResult> onCurve(Study study, int curve) {
        return study.points().stream()
                .filter(point -> point.point().at().getFirst() == curve)
                .sorted(Comparator.comparingDouble(Refinement::lambda))
                .toList();
    }

    static double lambda(PointResult point) {
        return point.point().at().getLast();
    }

    static double rounded(double lambda) {
        return Math.round(lambda * DIGITS) / DIGITS + 0.0;
    }

    private static double[] values(Study study, List<PointResult> points, int task) {
        return points.stream()
                .map(point -> study.result(point, task))
                .mapToDouble(
                        result ->
                                result.predicted() > 0
                                        ? result.logLikelihood()
                                        : result.right().share())
                .toArray();
    }

    /// Returns by how much the curve at a point differs from the straight line between its
    /// neighbours; 0 at the ends.
    private static double bend(double[] x, double[] y, int i) {
        if (i == 0 || i + 1 >= x.length) {
            return 0;
        }
        double share = (x[i] - x[i - 1]) / (x[i + 1] - x[i - 1]);
        double bend = Math.abs(y[i] - (y[i - 1] + share * (y[i + 1] - y[i - 1])));
        return Double.isNaN(bend) ? 0 : bend;
    }
}
