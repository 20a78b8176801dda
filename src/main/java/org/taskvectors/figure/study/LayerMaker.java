package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.figure.AxisRange;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.ValueRange;

/// Makes the curves over the layers: each layer's part alone, and all but it.
///
/// @param words what they are called
/// @param numbers the numbers of the points
/// @param measure what they show
/// @param at the chosen place
public record LayerMaker(StudyWords words, StudyNumbers numbers, Measure measure, List<Double> at) {
    private Study study() {
        return words.study();
    }

    Drawing alone(Plan.Layers plan) {
        return drawing(plan, Plan.Layers.ALONE, "alone", "Each layer's part alone");
    }

    Drawing without(Plan.Layers plan) {
        return drawing(plan, Plan.Layers.WITHOUT, "without", "All but the layer's part");
    }

    private Drawing drawing(Plan.Layers plan, double kind, String id, String title) {
        List<CurveFigure.Curve> curves = new ArrayList<>();
        List<CurveFigure.Reference> references = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int task = 0; task < study().tasks().size(); task++) {
            add(kind, task, curves, references, notes);
        }
        CurveFigure figure =
                CurveFigure.of(
                                words.about(title, measure.quantity().name()),
                                AxisRange.layers(plan.layers()),
                                measure.quantity(),
                                range(),
                                curves)
                        .withReferences(references)
                        .withChosen(
                                at.size() == 2
                                                && at.getFirst() == kind
                                                && at.getLast() != Plan.Layers.OUTSIDE
                                        ? OptionalDouble.of(at.getLast())
                                        : OptionalDouble.empty());
        return new Drawing(id, title, figure, notes);
    }

    private void add(
            double kind,
            int task,
            List<CurveFigure.Curve> curves,
            List<CurveFigure.Reference> references,
            List<String> notes) {
        List<CurveFigure.Point> points = new ArrayList<>();
        for (PointResult point : study().points()) {
            List<Double> place = point.point().at();
            TaskResult result = numbers.result(study(), point, task);
            if (place.getFirst() == kind && place.getLast() == Plan.Layers.OUTSIDE) {
                notes.add(outside(kind, task, measure.of(result)));
            } else if (place.getFirst() == kind) {
                points.add(CurveMaker.point(place.getLast(), result, measure));
            }
        }
        double base = measure.of(numbers.result(study(), study().base(), task));
        if (measure == Measure.DIVERGENCE || Double.isFinite(base)) {
            curves.add(new CurveFigure.Curve(words.task(task), words.look(task), points));
        }
        if (measure != Measure.DIVERGENCE && Double.isFinite(base)) {
            reference("base", task, base, references);
            study().points().stream()
                    .filter(point -> point.point().at().getFirst() == Plan.Layers.WHOLE)
                    .map(point -> measure.of(numbers.result(study(), point, task)))
                    .filter(Double::isFinite)
                    .forEach(whole -> reference("whole", task, whole, references));
        }
    }

    private void reference(
            String what, int task, double value, List<CurveFigure.Reference> references) {
        boolean isOne = study().tasks().size() == 1;
        references.add(
                new CurveFigure.Reference(
                        value,
                        what
                                + (isOne ? "" : " " + words.task(task))
                                + " "
                                + measure.quantity().write(value)));
    }

    private String outside(double kind, int task, double value) {
        return words.task(task)
                + (kind == Plan.Layers.ALONE
                        ? ": only what lies outside the layers gives "
                        : ": without what lies outside the layers ")
                + measure.quantity().say(value);
    }

    /// Both figures have one axis, so that they can be compared.
    private ValueRange range() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (PointResult point : study().points()) {
            for (int task = 0; task < study().tasks().size(); task++) {
                TaskResult result = numbers.result(study(), point, task);
                boolean isShare = measure == Measure.ACCURACY;
                double value = measure.of(result);
                if (Double.isFinite(value)) {
                    low = Math.min(low, isShare ? result.right().low() : value);
                    high = Math.max(high, isShare ? result.right().high() : value);
                }
            }
        }
        double margin = 0.05 * (high - low);
        return low < high
                ? ValueRange.fixed(measure == Measure.DIVERGENCE ? 0 : low - margin, high + margin)
                : ValueRange.automatic();
    }
}
