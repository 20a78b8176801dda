package org.taskvectors.figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;

/// Figures of evaluations for the tests of this package.
final class EvaluationFigures {
    static final Quantity ACCURACY = Quantity.pure("accuracy", "", Digits.decimals(3));
    static final AxisRange LAMBDA = AxisRange.of("coefficient λ of both", "λ", -2, 2);
    static final List<Double> COARSE =
            List.of(
                    -2.0, -1.5, -1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 0.875, 1.0, 1.125, 1.25, 1.375,
                    1.5, 1.75, 2.0);

    private EvaluationFigures() {}

    static FigureSubject about(String... vectors) {
        return new FigureSubject(
                "Accuracy over λ",
                List.of(vectors),
                "accuracy",
                "",
                "SST-2 validation: 872 examples");
    }

    static double bump(double x, double floor, double peak) {
        double rise = Math.exp(-Math.pow((x - 0.9) / 0.55, 2));
        return floor + (peak - floor) * rise + 0.09 * Math.exp(-Math.pow((x - 0.3) / 0.6, 2));
    }

    static CurveFigure.Curve curve(
            String name, Look look, List<Double> xs, DoubleUnaryOperator value, long count) {
        List<CurveFigure.Point> points = new ArrayList<>();
        for (double x : xs) {
            double y = value.applyAsDouble(x);
            double half = 1.96 * Math.sqrt(y * (1 - y) / count);
            points.add(new CurveFigure.Point(x, y, y - half, y + half, count));
        }
        return new CurveFigure.Curve(name, look, points);
    }

    static List<Double> steps(double from, double to, int count) {
        List<Double> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(from + (to - from) * i / (count - 1));
        }
        return steps;
    }

    /// Two vectors as in the picture of the design.
    static CurveFigure two() {
        return two(COARSE);
    }

    static CurveFigure two(List<Double> xs) {
        return CurveFigure.of(
                        about("SST-2", "MNLI"),
                        LAMBDA,
                        ACCURACY,
                        ValueRange.automatic(),
                        List.of(
                                curve("SST-2", Look.vector(0), xs, x -> bump(x, 0.49, 0.8), 872),
                                curve("MNLI", Look.vector(1), xs, x -> bump(x, 0.32, 0.63), 400)))
                .withReferences(
                        List.of(
                                new CurveFigure.Reference(0.5, "chance 0.500"),
                                new CurveFigure.Reference(1 / 3.0, "chance 0.333")))
                .withMarks(
                        xs.contains(0.875)
                                ? List.of(new CurveFigure.Mark(0, 0.875, "best 0.88"))
                                : List.of())
                .withZones(
                        List.of(
                                new CurveFigure.Zone(
                                        1.44,
                                        true,
                                        List.of("collapse", "λ ≥ 1.44"),
                                        "From λ 1.44 on the accuracy lies within the interval of"
                                                + " chance.")))
                .withChosen(OptionalDouble.of(1));
    }

    static final AxisRange LAMBDA_A = AxisRange.of("λ of SST-2", "λ of SST-2", -1, 2);
    static final AxisRange LAMBDA_B = AxisRange.of("λ of MNLI", "λ of MNLI", -1, 2);

    /// 13 × 13 cells, the first `computed` of them known, one undefined.
    static PlaneFigure plane(int computed) {
        List<Double> steps = steps(-1, 2, 13);
        List<List<OptionalDouble>> rows = new ArrayList<>();
        int done = 0;
        for (double y : steps) {
            List<OptionalDouble> row = new ArrayList<>();
            for (double x : steps) {
                double value =
                        0.4 + 0.32 * Math.exp(-Math.pow(x - 0.75, 2) - Math.pow(y - 0.75, 2));
                row.add(
                        done++ >= computed
                                ? OptionalDouble.empty()
                                : OptionalDouble.of(x == 2 && y == -1 ? Double.NaN : value));
            }
            rows.add(row);
        }
        return PlaneFigure.of(
                        about("SST-2", "MNLI"),
                        LAMBDA_A,
                        LAMBDA_B,
                        Quantity.pure("mean accuracy", "", Digits.decimals(3)),
                        steps,
                        steps,
                        rows,
                        ColourScale.sequential(0.4, 0.72))
                .withDiagonal()
                .withMarks(
                        List.of(
                                new PlaneFigure.Mark(PlaneFigure.Sign.RING, 0, 0, "base"),
                                new PlaneFigure.Mark(PlaneFigure.Sign.STAR, 0.75, 0.75, "best")))
                .withChosen(Optional.of(new PlaneFigure.Choice(1, 1, "chosen 0.713")));
    }

    static MatrixFigure matrix() {
        return MatrixFigure.of(
                about("SST-2"),
                List.of("negative", "positive"),
                List.of(
                        new MatrixFigure.Side(
                                "Base", List.of(List.of(123L, 305L), List.of(53L, 391L))),
                        new MatrixFigure.Side(
                                "Edited", List.of(List.of(329L, 99L), List.of(77L, 367L)))));
    }

    static MatrixFigure matrix(int classes, int sides, String name, int most) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add(name + " " + (i + 1));
        }
        List<MatrixFigure.Side> all = new ArrayList<>();
        for (int side = 0; side < sides; side++) {
            List<List<Long>> rows = new ArrayList<>();
            for (int i = 0; i < classes; i++) {
                List<Long> row = new ArrayList<>();
                for (int j = 0; j < classes; j++) {
                    row.add(
                            (long)
                                    (most
                                            * (i == j
                                                    ? 0.6 + 0.4 * side
                                                    : 0.3 / (1 + Math.abs(i - j)))));
                }
                rows.add(row);
            }
            all.add(new MatrixFigure.Side(side == 0 ? "Base" : "Edited", rows));
        }
        return MatrixFigure.of(about("SST-2"), names, all);
    }

    static ReliabilityFigure reliability() {
        return new ReliabilityFigure(
                about("SST-2"),
                List.of(
                        new ReliabilityFigure.Side("Base", Look.base(), bins(0.75, 3)),
                        new ReliabilityFigure.Side("Edited", Look.edited(), bins(0.95, 6))));
    }

    /// Ten bins; none below 0.5, as with two classes.
    static List<ReliabilityFigure.Bin> bins(double slope, int power) {
        List<ReliabilityFigure.Bin> bins = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            double middle = (i + 0.55) / 10;
            long count = i < 5 ? 0 : Math.round(420 * Math.pow(middle, power));
            bins.add(
                    count == 0
                            ? new ReliabilityFigure.Bin(
                                    i / 10.0, (i + 1) / 10.0, 0, Double.NaN, Double.NaN)
                            : new ReliabilityFigure.Bin(
                                    i / 10.0,
                                    (i + 1) / 10.0,
                                    count,
                                    middle,
                                    0.5 + slope * (middle - 0.5)));
        }
        return bins;
    }
}
