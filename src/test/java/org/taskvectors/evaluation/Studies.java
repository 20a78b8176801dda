package org.taskvectors.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.inference.Knob;

/// Makes tasks, answers and evaluations without a model.
final class Studies {
    static final List<String> LABELS = List.of(" yes", " perhaps yes", " never");

    private Studies() {}

    static Task task(List<Integer> truth, List<String> labels) {
        List<TaskRow> rows = new ArrayList<>();
        for (int i = 0; i < truth.size(); i++) {
            rows.add(
                    new TaskRow(
                            i,
                            Map.of("sentence", "row " + i),
                            labels,
                            truth.get(i),
                            List.of(),
                            0,
                            1));
        }
        TaskFacts facts =
                new TaskFacts(
                        "made",
                        "made.tsv",
                        "f",
                        Kind.LABELS,
                        labels,
                        "made",
                        truth.size(),
                        truth.size(),
                        List.of());
        return new Task(facts, rows);
    }

    static Scores scores(Task task, List<List<Double>> logLikelihoods, double divergence) {
        Scores scores = task.blank();
        List<Part.Row> rows = new ArrayList<>();
        for (int i = 0; i < logLikelihoods.size(); i++) {
            rows.add(new Part.Row(i, logLikelihoods.get(i), divergence, "", false));
        }
        scores.add(new Part(rows));
        return scores;
    }

    /// Returns answers of which the first `right` rows are right.
    static Scores firstRight(Task task, int right, double divergence) {
        List<List<Double>> all = new ArrayList<>();
        for (int i = 0; i < task.rows().size(); i++) {
            int truth = task.rows().get(i).truth();
            int labels = task.rows().get(i).choices().size();
            int answer = i < right ? truth : (truth + 1) % labels;
            List<Double> row = new ArrayList<>();
            for (int label = 0; label < labels; label++) {
                row.add(label == answer ? -0.5 : -2.0);
            }
            all.add(row);
        }
        return scores(task, all, divergence);
    }

    static StudyFacts facts() {
        return new StudyFacts(
                "study",
                "test 1",
                "2026-01-01T00:00:00Z",
                new StudyFacts.Source("base", "/base", "b", "1"),
                List.of(new StudyFacts.Source("sst2", "/v", "v", "")),
                "2",
                "float32",
                512,
                Scoring.LOG_LIKELIHOOD,
                "");
    }

    static Plan.Along along(double from, double to, int points, int finer, int best) {
        return new Plan.Along(
                List.of(Knob.everywhere(1)), false, new Plan.Range(from, to, points), finer, best);
    }

    /// Returns an evaluation of one task along λ.
    static Study study(Task task, Plan.Along plan, List<PointResult> points, Scores base) {
        return new Study(
                facts(),
                List.of(task),
                plan,
                new PointResult(new Point(List.of(), List.of()), List.of(base), "1"),
                points,
                true);
    }

    static PointResult point(Plan.Along plan, double lambda, Scores scores) {
        return new PointResult(plan.point(0, lambda), List.of(scores), "");
    }
}
