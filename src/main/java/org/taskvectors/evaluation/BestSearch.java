package org.taskvectors.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.taskvectors.job.CancelledException;

/// Searches the λ with the highest accuracy on one half of each task's rows, by Brent's method
/// around the best point so far. What it is worth is reported on the other half, which the search
/// has not seen. Of the rows with one answer, every other one is in either half, so that both have
/// all answers, in whatever order the rows stand.
public final class BestSearch {
    private static final double TOLERANCE = 0.01;

    private BestSearch() {}

    /// The best λ that was asked.
    ///
    /// @param point where it is
    /// @param searched the mean accuracy over the tasks, on the rows of the search
    /// @param reported for each task its numbers on the other rows
    public record Best(PointResult point, double searched, List<TaskResult> reported) {
        public Best {
            reported = List.copyOf(reported);
        }

        /// Returns the mean accuracy over the tasks that have one, on the rows that the search has
        /// not seen.
        public double accuracy() {
            return mean(reported);
        }
    }

    /// Asks a point and returns the evaluation with it.
    interface Asking {
        Study ask(double lambda) throws IOException, CancelledException;
    }

    /// Returns the rows of the search; the others are those of the report.
    public static BitSet ofSearch(Task task) {
        BitSet rows = new BitSet();
        Map<Integer, Integer> counts = new HashMap<>();
        for (int row = 0; row < task.rows().size(); row++) {
            int before = counts.merge(task.rows().get(row).truth(), 1, Integer::sum);
            rows.set(row, before % 2 == 1);
        }
        return rows;
    }

    /// Returns the best of the points that were asked; empty without any, or without a task that
    /// has an accuracy.
    ///
    /// @param points among which
    public static Optional<Best> best(Study study, List<PointResult> points) {
        Halves halves = Halves.of(study);
        Best best = null;
        double most = Double.NEGATIVE_INFINITY;
        for (PointResult point : points) {
            List<TaskResult> searched = halves.results(point, true);
            double value = value(searched);
            if (value > most) {
                most = value;
                best = new Best(point, mean(searched), halves.results(point, false));
            }
        }
        return Optional.ofNullable(best);
    }

    /// The rows of the search, task by task.
    private record Halves(Study study, List<BitSet> search) {
        static Halves of(Study study) {
            return new Halves(study, study.tasks().stream().map(BestSearch::ofSearch).toList());
        }

        List<TaskResult> results(PointResult point, boolean isOfSearch) {
            List<TaskResult> results = new ArrayList<>();
            for (int task = 0; task < search.size(); task++) {
                BitSet rows = search.get(task);
                results.add(
                        TaskResult.of(
                                study.tasks().get(task),
                                point.scores().get(task),
                                study.facts().scoring(),
                                row -> rows.get(row) == isOfSearch));
            }
            return results;
        }
    }

    private static double mean(List<TaskResult> results) {
        return results.stream()
                .mapToDouble(result -> result.right().share())
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /// Returns what is searched for: accuracy, and among points that are equal in it the likelihood
    /// of the right answers, which counts less than one row.
    private static double value(List<TaskResult> results) {
        double accuracy = mean(results);
        double likelihood =
                results.stream()
                        .filter(result -> result.right().rows() > 0)
                        .mapToDouble(TaskResult::logLikelihood)
                        .filter(Double::isFinite)
                        .average()
                        .orElse(0);
        int rows = results.stream().mapToInt(result -> result.right().rows()).sum();
        return accuracy + Math.exp(likelihood) / (2.0 * Math.max(1, rows));
    }

    /// Searches along a curve.
    ///
    /// @param asking asks a point, at most [Plan.Along#best] times
    static void search(Study begun, Plan.Along along, int curve, Asking asking)
            throws IOException, CancelledException {
        List<PointResult> points = Refinement.onCurve(begun, curve);
        Optional<Best> start = best(begun, points);
        if (start.isEmpty()) {
            return;
        }
        int middle = points.indexOf(start.get().point());
        double low = Refinement.lambda(points.get(Math.max(0, middle - 1)));
        double high = Refinement.lambda(points.get(Math.min(points.size() - 1, middle + 1)));
        try {
            new BrentOptimizer(TOLERANCE, TOLERANCE)
                    .optimize(
                            new MaxEval(along.best()),
                            GoalType.MAXIMIZE,
                            new SearchInterval(low, high, Refinement.lambda(start.get().point())),
                            new UnivariateObjectiveFunction(
                                    lambda -> value(asking, along, curve, lambda)));
        } catch (TooManyEvaluationsException e) {
            // As many points as were allowed: the best of them counts.
            return;
        } catch (Stopped e) {
            e.rethrow();
        }
    }

    private static double value(Asking asking, Plan.Along along, int curve, double lambda) {
        double rounded = Refinement.rounded(lambda);
        try {
            Study study = asking.ask(rounded);
            PointResult point = study.at(along.point(curve, rounded).at()).orElseThrow();
            return value(Halves.of(study).results(point, true));
        } catch (IOException | CancelledException e) {
            throw new Stopped(e);
        }
    }

    /// Carries what ended a search through the optimizer.
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stopped(Exception cause) {
            super(cause);
        }

        void rethrow() throws IOException, CancelledException {
            switch (getCause()) {
                case IOException e -> throw e;
                case CancelledException e -> throw e;
                case null, default -> throw this;
            }
        }
    }
}
