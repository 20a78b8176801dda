package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskResult;

/// The tables of a whole evaluation.
///
/// @param words what it is called
/// @param numbers the numbers of its points
public record StudyTables(StudyWords words, StudyNumbers numbers) {
    private static final Digits THREE = Digits.decimals(3);

    /// Returns a row for each task at each point, the base first.
    public StudyTable points() {
        Study study = words.study();
        List<StudyTable.Row> rows = new ArrayList<>();
        for (int task = 0; task < study.tasks().size(); task++) {
            rows.add(row("base", task, study.base()));
            for (PointResult point : study.points()) {
                rows.add(row(words.heading(point.point()), task, point));
            }
        }
        return new StudyTable(
                "points",
                List.of("task", "point", "λ"),
                List.of(
                        "accuracy",
                        "low",
                        "high",
                        "n",
                        "log-likelihood",
                        "KL",
                        "KL places",
                        "calibration error",
                        "perplexity",
                        "undefined"),
                rows);
    }

    private StudyTable.Row row(String where, int task, PointResult point) {
        TaskResult result = numbers.result(words.study(), point, task);
        List<Double> values =
                List.of(
                        result.right().share(),
                        result.right().low(),
                        result.right().high(),
                        (double) result.right().rows(),
                        result.logLikelihood(),
                        result.divergence(),
                        (double) result.places(),
                        result.calibration().error(),
                        result.perplexity(),
                        (double) result.undefined());
        List<String> written = new ArrayList<>();
        List<String> exact = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            boolean isCount = i == 3 || i == 6 || i == 9;
            double value = values.get(i);
            written.add((isCount ? Digits.decimals(0) : THREE).format(value));
            exact.add(isCount ? Long.toString(Math.round(value)) : Csv.number(value));
        }
        String lambdas =
                String.join(
                        " ",
                        point.point().knobs().stream()
                                .map(knob -> Csv.number(knob.lambda()))
                                .toList());
        return new StudyTable.Row(List.of(words.task(task), where, lambdas), written, exact, "");
    }
}
