package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.Interplay;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.figure.AxisRange;
import org.taskvectors.figure.ColourScale;
import org.taskvectors.figure.PlaneFigure;

/// Makes the plane of two vectors' λ.
///
/// @param words what it is called
/// @param numbers the numbers of the points
/// @param plane which points are asked
/// @param at the chosen place
public record PlaneMaker(
        StudyWords words, StudyNumbers numbers, Plan.Plane plane, List<Double> at) {
    /// The ends of the colours move in such steps, so that they stand still while points come.
    private static final double STEP = 0.05;

    private static final Quantity INTERPLAY =
            Quantity.pure("disentanglement error", "", Digits.decimals(3));

    private Study study() {
        return words.study();
    }

    /// Returns what can be shown: the mean, each task, and how the vectors disturb each other.
    static List<PlaneView> views(Study study, List<String> names) {
        List<PlaneView> views = new ArrayList<>();
        if (study.tasks().size() > 1) {
            views.add(new PlaneView(PlaneView.MEAN, "mean"));
        }
        for (int task = 0; task < study.tasks().size(); task++) {
            views.add(new PlaneView(task, names.get(task)));
        }
        if (study.tasks().size() > 1) {
            views.add(new PlaneView(PlaneView.INTERPLAY, "interplay"));
        }
        return views;
    }

    Drawing drawing(PlaneView view) {
        List<Double> steps = plane.range().values();
        Map<List<Double>, PointResult> points = study().byPlace();
        List<List<OptionalDouble>> rows = new ArrayList<>();
        for (double b : steps) {
            List<OptionalDouble> row = new ArrayList<>();
            for (double a : steps) {
                row.add(value(view, points, a, b));
            }
            rows.add(row);
        }
        List<String> notes = new ArrayList<>();
        PlaneFigure figure =
                PlaneFigure.of(
                                words.about("Two vectors: " + view.word(), quantity(view).name()),
                                axis(plane.first()),
                                axis(plane.second()),
                                quantity(view),
                                steps,
                                steps,
                                rows,
                                scale(view, points, rows))
                        .withDiagonal()
                        .withMarks(marks(notes))
                        .withChosen(choice(view, points));
        if (view.index() == PlaneView.INTERPLAY) {
            notes.addFirst(explained());
        }
        return new Drawing("plane", "Two vectors", figure, notes);
    }

    private AxisRange axis(int vector) {
        String title = "λ of " + words.vector(vector);
        return AxisRange.of(title, title, plane.range().from(), plane.range().to());
    }

    private static Quantity quantity(PlaneView view) {
        return switch (view.index()) {
            case PlaneView.MEAN -> Quantity.pure("mean accuracy", "", Digits.decimals(3));
            case PlaneView.INTERPLAY -> INTERPLAY;
            default -> Measure.ACCURACY.quantity();
        };
    }

    private OptionalDouble value(
            PlaneView view, Map<List<Double>, PointResult> points, double a, double b) {
        if (view.index() == PlaneView.INTERPLAY) {
            return Interplay.at(
                    study(), plane, a, b, task(plane.first(), 0), task(plane.second(), 1));
        }
        PointResult point = points.get(plane.point(a, b).at());
        return point == null ? OptionalDouble.empty() : OptionalDouble.of(value(view, point));
    }

    private double value(PlaneView view, PointResult point) {
        if (view.index() >= 0) {
            return numbers.result(study(), point, view.index()).right().share();
        }
        double sum = 0;
        int count = 0;
        for (int task = 0; task < study().tasks().size(); task++) {
            double share = numbers.result(study(), point, task).right().share();
            sum += Double.isFinite(share) ? share : 0;
            count += Double.isFinite(share) ? 1 : 0;
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /// Returns the task of a vector, by their names; another one where none says so.
    private int task(int vector, int otherwise) {
        for (int task = 0; task < study().tasks().size(); task++) {
            if (words.vectorOf(task) == vector) {
                return task;
            }
        }
        return Math.min(otherwise, study().tasks().size() - 1);
    }

    private String explained() {
        return "share of the answers to "
                + words.task(task(plane.first(), 0))
                + " that differ from those with "
                + words.vector(plane.first())
                + " alone, plus likewise for "
                + words.task(task(plane.second(), 1))
                + " and "
                + words.vector(plane.second())
                + ": 0 is no disturbance, 2 the most";
    }

    /// One range for the mean and all tasks, so that they can be compared.
    private ColourScale scale(
            PlaneView view,
            Map<List<Double>, PointResult> points,
            List<List<OptionalDouble>> shown) {
        List<Double> values = new ArrayList<>();
        if (view.index() == PlaneView.INTERPLAY) {
            values.add(0.0);
            shown.forEach(row -> row.forEach(cell -> cell.ifPresent(values::add)));
        } else {
            for (PointResult point : points.values()) {
                for (int task = 0; task < study().tasks().size(); task++) {
                    values.add(numbers.result(study(), point, task).right().share());
                }
            }
        }
        double low = 1;
        double high = 0;
        for (double value : values) {
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        double from = Math.floor(low / STEP) * STEP;
        double to = Math.ceil(high / STEP) * STEP;
        return from < to ? ColourScale.sequential(from, to) : ColourScale.sequential(0, 1);
    }

    private List<PlaneFigure.Mark> marks(List<String> notes) {
        List<PlaneFigure.Mark> marks = new ArrayList<>();
        if (plane.range().from() <= 0 && plane.range().to() >= 0) {
            marks.add(new PlaneFigure.Mark(PlaneFigure.Sign.RING, 0, 0, "base"));
        }
        BestSearch.best(study(), study().points())
                .ifPresent(
                        best -> {
                            List<Double> place = best.point().point().at();
                            marks.add(
                                    new PlaneFigure.Mark(
                                            PlaneFigure.Sign.STAR,
                                            place.getFirst(),
                                            place.getLast(),
                                            "best"));
                            notes.add(
                                    "best: mean accuracy "
                                            + Digits.decimals(3).format(best.accuracy())
                                            + " on the half not searched");
                        });
        return marks;
    }

    private Optional<PlaneFigure.Choice> choice(
            PlaneView view, Map<List<Double>, PointResult> points) {
        if (at.size() < 2) {
            return Optional.empty();
        }
        Map<String, String> written = new HashMap<>();
        OptionalDouble value = value(view, points, at.getFirst(), at.getLast());
        value.ifPresent(number -> written.put("value", " " + quantity(view).write(number)));
        return Optional.of(
                new PlaneFigure.Choice(
                        at.getFirst(), at.getLast(), "chosen" + written.getOrDefault("value", "")));
    }
}
