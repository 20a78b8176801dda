package org.taskvectors.figure.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.figure.AxisRange;
import org.taskvectors.figure.ColourScale;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.FigureSet;
import org.taskvectors.figure.Look;
import org.taskvectors.figure.PlaneFigure;
import org.taskvectors.figure.RangeChoice;
import org.taskvectors.figure.ValueRange;
import org.taskvectors.training.Schedule;
import org.taskvectors.training.TrainingCurve;

/// Makes the figures of a run. Their axis of steps is that of the whole run, however far it has
/// come.
///
/// @param words what they call things
/// @param schedule how many steps there will be, and with which learning rate
/// @param curve what was seen so far
/// @param goesOn whether more will come, so that figures have a line at what was reached
public record TrainingFigures(
        TrainingWords words, Schedule schedule, TrainingCurve curve, boolean goesOn) {
    /// Over how many steps the thick line of the loss is a mean.
    public static final int SMOOTHED = 20;

    /// How losses are written: means of −log p, in nats.
    public static final Quantity LOSS = new Quantity("loss", "", "nats", Digits.decimals(3));

    /// How accuracies are written.
    public static final Quantity ACCURACY = Quantity.pure("accuracy", "", Digits.decimals(3));

    private static final Quantity RATE = Quantity.pure("learning rate", "", Digits.atMost(3));
    private static final Quantity NORM = Quantity.pure("L2 norm", "‖τ‖", Digits.significant(4));
    private static final Look LOOK = Look.vector(0);

    /// Returns the loss of each step and its mean over the last steps, with the learning rate
    /// behind it; without curves before the first step.
    public CurveFigure loss() {
        List<CurveFigure.Curve> curves = new ArrayList<>();
        if (!curve.steps().isEmpty()) {
            curves.add(
                    new CurveFigure.Curve(
                            "each step",
                            LOOK,
                            curve.steps().stream()
                                    .map(step -> point(step.step(), step.loss()))
                                    .toList(),
                            Optional.of(CurveFigure.Pen.THIN)));
            curves.add(
                    new CurveFigure.Curve(
                            "mean of " + SMOOTHED,
                            LOOK,
                            smoothed(),
                            Optional.of(CurveFigure.Pen.THICK)));
        }
        return figure(
                        "Loss by step",
                        "loss, the mean of −log p of the answers' tokens",
                        LOSS,
                        ValueRange.fromZero(),
                        curves)
                .withBackdrop(rate());
    }

    private static CurveFigure.Point point(int step, double value) {
        return CurveFigure.Point.of(step, Double.isFinite(value) ? value : Double.NaN);
    }

    /// The means of each step with those before it, as far as there are so many.
    private List<CurveFigure.Point> smoothed() {
        List<CurveFigure.Point> points = new ArrayList<>();
        for (int i = 0; i < curve.steps().size(); i++) {
            points.add(point(curve.steps().get(i).step(), smoothed(i)));
        }
        return points;
    }

    /// Returns the mean loss of a step and those before it; NaN before the first step, or where the
    /// loss is no number.
    ///
    /// @param index of the step among those that were taken, from 0
    public double smoothed(int index) {
        return index < 0
                ? Double.NaN
                : curve.steps().subList(Math.max(0, index + 1 - SMOOTHED), index + 1).stream()
                        .mapToDouble(TrainingCurve.Step::loss)
                        .average()
                        .orElse(Double.NaN);
    }

    private CurveFigure.Backdrop rate() {
        List<CurveFigure.Point> points =
                IntStream.rangeClosed(1, schedule.steps())
                        .mapToObj(step -> CurveFigure.Point.of(step, schedule.at(step - 1)))
                        .toList();
        return new CurveFigure.Backdrop(
                RATE, RATE.name() + ", at most " + RATE.say(schedule.rate()), points);
    }

    /// Returns what the run makes of the held-out rows: the accuracy where they have choices, else
    /// the loss; with the base's, and the best.
    public CurveFigure heldOut() {
        boolean isJudged = isJudged();
        List<CurveFigure.Point> points =
                curve.evaluations().stream()
                        .map(one -> isJudged ? judged(one) : point(one.step(), one.loss()))
                        .toList();
        List<CurveFigure.Curve> curves =
                points.isEmpty()
                        ? List.of()
                        : List.of(new CurveFigure.Curve(words.run(), LOOK, points));
        Quantity quantity = isJudged ? ACCURACY : LOSS;
        CurveFigure figure =
                isJudged
                        ? figure(
                                "Held-out accuracy by step",
                                "accuracy, with its 95 % Wilson interval",
                                quantity,
                                ValueRange.within(1),
                                curves)
                        : figure(
                                "Held-out loss by step",
                                "loss, the mean of −log p of the answers' tokens",
                                quantity,
                                ValueRange.automatic(),
                                curves);
        return figure.withReferences(base(points, quantity)).withMarks(best(points, quantity));
    }

    /// Returns whether the held-out rows have choices, so that they have an accuracy.
    public boolean isJudged() {
        return curve.evaluations().stream().anyMatch(one -> one.accuracy().isPresent());
    }

    private static CurveFigure.Point judged(TrainingCurve.HeldOut one) {
        return one.accuracy()
                .map(right -> judged(one.step(), right))
                .orElseGet(() -> CurveFigure.Point.of(one.step(), Double.NaN));
    }

    private static CurveFigure.Point judged(int step, Proportion right) {
        return new CurveFigure.Point(step, right.share(), right.low(), right.high(), right.rows());
    }

    private static List<CurveFigure.Reference> base(
            List<CurveFigure.Point> points, Quantity quantity) {
        return points.stream()
                .filter(point -> point.x() == 0 && Double.isFinite(point.y()))
                .map(
                        point ->
                                new CurveFigure.Reference(
                                        point.y(), "base " + quantity.write(point.y())))
                .toList();
    }

    /// Nothing is the best before there is a choice.
    private List<CurveFigure.Mark> best(List<CurveFigure.Point> points, Quantity quantity) {
        double sign = isJudged() ? 1 : -1;
        return points.stream()
                .filter(point -> point.x() > 0 && Double.isFinite(point.y()))
                .reduce((best, next) -> sign * next.y() > sign * best.y() ? next : best)
                .map(
                        point ->
                                List.of(
                                        new CurveFigure.Mark(
                                                0, point.x(), "best " + quantity.write(point.y()))))
                .orElse(List.of());
    }

    private CurveFigure figure(
            String title,
            String metric,
            Quantity quantity,
            ValueRange range,
            List<CurveFigure.Curve> curves) {
        return CurveFigure.of(words.about(title, metric), steps(), quantity, range, curves)
                .withRange(RangeChoice.everything())
                .withNow(now());
    }

    private AxisRange steps() {
        return new AxisRange("step", "step", 0, Math.max(1, schedule.steps()), true);
    }

    /// How far it has come; empty where it does not go on.
    private OptionalDouble now() {
        return goesOn ? OptionalDouble.of(step()) : OptionalDouble.empty();
    }

    /// Returns how many steps were taken.
    public int step() {
        return curve.steps().isEmpty() ? 0 : curve.steps().getLast().step();
    }

    /// Returns the norm of the vector in each layer over the steps; empty before it was measured.
    public Optional<PlaneFigure> norms() {
        List<TrainingCurve.Norms> measured =
                curve.norms().stream().filter(one -> one.step() > 0).toList();
        int layers = measured.stream().mapToInt(one -> one.byLayer().size()).min().orElse(0);
        if (layers == 0) {
            return Optional.empty();
        }
        List<List<OptionalDouble>> rows = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            int row = layer;
            rows.add(
                    measured.stream()
                            .map(one -> OptionalDouble.of(one.byLayer().get(row)))
                            .toList());
        }
        ColourScale scale =
                ColourScale.sequentialOver(
                        measured.stream().map(TrainingCurve.Norms::byLayer).toList());
        PlaneFigure figure =
                PlaneFigure.of(
                        words.about("Norm by layer and step", "L2 norm ‖τ‖ of the vector so far"),
                        steps(),
                        AxisRange.layers(layers),
                        NORM,
                        measured.stream().map(one -> (double) one.step()).toList(),
                        DoubleStream.iterate(0, layer -> layer + 1).limit(layers).boxed().toList(),
                        rows,
                        scale);
        return Optional.of(figure.asGrowing(now()));
    }

    /// Returns all figures that show something, each under the name of its file.
    public List<FigureSet.Named> all() {
        List<FigureSet.Named> all = new ArrayList<>();
        if (!curve.steps().isEmpty()) {
            all.add(new FigureSet.Named("loss", loss().withoutChoice()));
        }
        if (!curve.evaluations().isEmpty()) {
            String name = isJudged() ? "held-out-accuracy" : "held-out-loss";
            all.add(new FigureSet.Named(name, heldOut().withoutChoice()));
        }
        norms().ifPresent(
                        figure ->
                                all.add(
                                        new FigureSet.Named(
                                                "norm-by-layer-and-step", figure.withoutChoice())));
        return List.copyOf(all);
    }
}
