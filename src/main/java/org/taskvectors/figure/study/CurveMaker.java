package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.Collapse;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.figure.AxisRange;
import org.taskvectors.figure.CurveFigure;
import org.taskvectors.figure.Look;
import org.taskvectors.figure.ValueRange;

/// Makes the curves over λ.
///
/// @param words what they are called
/// @param numbers the numbers of the points
/// @param measure what they show
/// @param at the chosen place
public record CurveMaker(StudyWords words, StudyNumbers numbers, Measure measure, List<Double> at) {
    private static final Digits TWO = Digits.decimals(2);
    private static final Digits THREE = Digits.decimals(3);

    private Study study() {
        return words.study();
    }

    /// Returns the curves of all tasks over one λ for all vectors.
    Drawing along(Plan.Along along) {
        List<PointResult> points = StudyNumbers.onCurve(study(), 0);
        String who = words.together();
        List<String> notes = new ArrayList<>();
        List<CurveFigure.Curve> curves = tasks(points, notes);
        CurveFigure figure =
                figure(along.range(), who, curves)
                        .withReferences(references())
                        .withMarks(marks(points, curves, notes))
                        .withZones(zones(notes))
                        .withChosen(at.size() < 2 ? OptionalDouble.empty() : chosen(at.getLast()));
        return new Drawing("curve", measure.heading() + " over λ, " + who, figure, notes);
    }

    /// Returns the curves of one task over the λ of each vector alone.
    Drawing each(Plan.Along along, int task) {
        List<CurveFigure.Curve> curves = new ArrayList<>();
        List<CurveFigure.Mark> marks = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (int vector = 0; vector < along.curves(); vector++) {
            List<PointResult> points = StudyNumbers.onCurve(study(), vector);
            CurveFigure.Curve curve =
                    curve(
                            words.vector(vector),
                            Look.vector(words.colour().applyAsInt(vector)),
                            points,
                            task);
            curves.add(curve);
            int number = vector;
            best(points)
                    .ifPresent(
                            best -> {
                                notes.add(words.vector(number) + ": " + said(best));
                                if (measure == Measure.ACCURACY) {
                                    marks.add(mark(number, best));
                                }
                            });
            collapses(vector, words.vector(vector) + ": ", notes);
        }
        if (curves.stream().allMatch(CurveMaker::isLacking)) {
            notes.addFirst(lacking(task));
        }
        CurveFigure figure =
                figure(along.range(), "each", curves)
                        .withReferences(references(task))
                        .withMarks(marks.size() > 3 ? List.of() : marks)
                        .withChosen(at.size() < 2 ? OptionalDouble.empty() : chosen(at.getLast()));
        return new Drawing(
                "curve",
                measure.heading() + " on " + words.task(task) + ", each vector alone",
                figure,
                notes);
    }

    /// Returns the curves along the diagonal of a plane: both vectors with one λ.
    Drawing diagonal(Plan.Plane plane) {
        List<PointResult> points =
                study().points().stream()
                        .filter(
                                point ->
                                        point.point()
                                                .at()
                                                .getFirst()
                                                .equals(point.point().at().getLast()))
                        .toList();
        boolean isOnDiagonal = at.size() == 2 && at.getFirst().equals(at.getLast());
        List<String> notes = new ArrayList<>();
        List<CurveFigure.Curve> curves = tasks(points, notes);
        CurveFigure figure =
                figure(plane.range(), "both", curves)
                        .withReferences(references())
                        .withChosen(isOnDiagonal ? chosen(at.getFirst()) : OptionalDouble.empty());
        notes.add("The diagonal of the plane beside it: both vectors with one λ");
        return new Drawing("curve", measure.heading() + " over λ, both vectors", figure, notes);
    }

    private OptionalDouble chosen(double lambda) {
        return OptionalDouble.of(lambda);
    }

    private CurveFigure figure(Plan.Range range, String of, List<CurveFigure.Curve> curves) {
        String title = measure.heading() + " over λ";
        String axis =
                words.vectors().size() == 1 ? "coefficient λ" : "coefficient λ of " + axis(of);
        return CurveFigure.of(
                words.about(title, measure.quantity().name()),
                AxisRange.of(axis, "λ", range.from(), range.to()),
                measure.quantity(),
                switch (measure) {
                    case ACCURACY -> ValueRange.within(1);
                    case LOG_LIKELIHOOD -> ValueRange.automatic();
                    case DIVERGENCE -> ValueRange.fromZero();
                },
                curves);
    }

    private String axis(String of) {
        return of.equals("each") ? "each" : words.vectors().size() == 2 ? "both" : "all";
    }

    private List<CurveFigure.Curve> tasks(List<PointResult> points, List<String> notes) {
        List<CurveFigure.Curve> curves = new ArrayList<>();
        for (int task = 0; task < study().tasks().size(); task++) {
            CurveFigure.Curve curve = curve(words.task(task), words.look(task), points, task);
            if (isLacking(curve)) {
                notes.add(lacking(task));
            } else {
                curves.add(curve);
            }
        }
        return curves;
    }

    /// Whether no point has the measure: a text has no accuracy, and a written answer no
    /// likelihood.
    private static boolean isLacking(CurveFigure.Curve curve) {
        return !curve.points().isEmpty()
                && curve.points().stream().allMatch(point -> Double.isNaN(point.y()));
    }

    private String lacking(int task) {
        return words.task(task)
                + switch (measure) {
                    case ACCURACY -> " has no accuracy: see log-lik. and KL";
                    case LOG_LIKELIHOOD -> " has no log-likelihood: see accuracy";
                    case DIVERGENCE -> " has no KL: see accuracy";
                };
    }

    private CurveFigure.Curve curve(String name, Look look, List<PointResult> points, int task) {
        List<CurveFigure.Point> drawn = new ArrayList<>();
        for (PointResult point : points) {
            double lambda = point.point().at().getLast();
            drawn.add(point(lambda, numbers.result(study(), point, task), measure));
        }
        return new CurveFigure.Curve(name, look, drawn);
    }

    static CurveFigure.Point point(double x, TaskResult result, Measure measure) {
        return switch (measure) {
            case ACCURACY ->
                    new CurveFigure.Point(
                            x,
                            result.right().share(),
                            result.right().low(),
                            result.right().high(),
                            result.right().rows());
            case LOG_LIKELIHOOD ->
                    new CurveFigure.Point(
                            x,
                            result.logLikelihood(),
                            Double.NaN,
                            Double.NaN,
                            result.predicted() > 0 ? result.predicted() : result.right().rows());
            case DIVERGENCE ->
                    new CurveFigure.Point(
                            x, result.divergence(), Double.NaN, Double.NaN, result.places());
        };
    }

    /// A dotted line for chance, once where several tasks have the same.
    private List<CurveFigure.Reference> references() {
        Map<String, CurveFigure.Reference> all = new LinkedHashMap<>();
        for (int task = 0; task < study().tasks().size(); task++) {
            for (CurveFigure.Reference one : references(task)) {
                all.put(one.words(), one);
            }
        }
        return List.copyOf(all.values());
    }

    private List<CurveFigure.Reference> references(int task) {
        double chance = numbers.result(study(), study().base(), task).chance();
        return measure == Measure.ACCURACY && Double.isFinite(chance)
                ? List.of(new CurveFigure.Reference(chance, "chance " + THREE.format(chance)))
                : List.of();
    }

    /// The best point where it is searched, once every point was asked that is asked whatever the
    /// others say.
    private Optional<BestSearch.Best> best(List<PointResult> points) {
        boolean isCoarse = study().points().size() < study().plan().points().size();
        boolean isSearched = study().plan() instanceof Plan.Along along && along.best() > 0;
        return isCoarse || !isSearched ? Optional.empty() : BestSearch.best(study(), points);
    }

    private List<CurveFigure.Mark> marks(
            List<PointResult> points, List<CurveFigure.Curve> curves, List<String> notes) {
        Optional<BestSearch.Best> best = best(points);
        best.ifPresent(found -> notes.add(said(found)));
        return best.isEmpty() || curves.isEmpty() || measure != Measure.ACCURACY
                ? List.of()
                : List.of(mark(0, best.get()));
    }

    private static CurveFigure.Mark mark(int curve, BestSearch.Best best) {
        double lambda = best.point().point().at().getLast();
        return new CurveFigure.Mark(curve, lambda, "best " + TWO.format(lambda));
    }

    private static String said(BestSearch.Best best) {
        int rows = best.reported().stream().mapToInt(one -> one.right().rows()).sum();
        return "best λ "
                + TWO.format(best.point().point().at().getLast())
                + ": "
                + (best.reported().size() > 1 ? "mean accuracy " : "accuracy ")
                + THREE.format(best.accuracy())
                + " on the "
                + Amounts.counted(rows, "row")
                + " that the search did not see";
    }

    /// The hatched ends, where the curve says that the model has collapsed.
    private List<CurveFigure.Zone> zones(List<String> notes) {
        List<CurveFigure.Zone> zones = new ArrayList<>();
        Optional<Collapse.Reason> reason = reason();
        for (boolean isPositive : new boolean[] {true, false}) {
            reason.flatMap(why -> Collapse.of(study(), 0, isPositive, why))
                    .ifPresent(
                            found ->
                                    zones.add(
                                            new CurveFigure.Zone(
                                                    found.lambda(),
                                                    isPositive,
                                                    List.of(
                                                            word(found.reason()),
                                                            (isPositive ? "λ ≥ " : "λ ≤ ")
                                                                    + TWO.format(found.lambda())),
                                                    rule(found))));
        }
        if (measure == Measure.LOG_LIKELIHOOD) {
            notes.add("Collapse is marked in accuracy, KL above 1 nat in KL");
        }
        return zones;
    }

    /// A vector that teaches something new has a KL above 1 nat long before it does harm, so what
    /// its curve marks is not called a collapse.
    private static String word(Collapse.Reason reason) {
        return switch (reason) {
            case ACCURACY -> "collapse";
            case DIVERGENCE -> "KL > 1 nat";
        };
    }

    private void collapses(int curve, String who, List<String> notes) {
        for (boolean isPositive : new boolean[] {true, false}) {
            reason().flatMap(why -> Collapse.of(study(), curve, isPositive, why))
                    .ifPresent(found -> notes.add(who + rule(found)));
        }
    }

    private Optional<Collapse.Reason> reason() {
        return switch (measure) {
            case ACCURACY -> Optional.of(Collapse.Reason.ACCURACY);
            case DIVERGENCE -> Optional.of(Collapse.Reason.DIVERGENCE);
            case LOG_LIKELIHOOD -> Optional.empty();
        };
    }

    private String rule(Collapse found) {
        String from = "from λ " + TWO.format(found.lambda()) + " on ";
        String task = words.task(found.task());
        return switch (found.reason()) {
            case ACCURACY ->
                    from
                            + "the accuracy on "
                            + task
                            + " is no better than always giving its most frequent label";
            case DIVERGENCE -> from + "the mean of KL(base ‖ edited) on " + task + " exceeds 1 nat";
        };
    }
}
