package org.taskvectors.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.Comparison;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Proportion;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskFacts;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.file.Shown;

/// Writes evaluations for people.
///
/// @param session where to
record StudyText(Session session) {
    private static final Digits SHARE = Digits.decimals(4);
    private static final Digits NATS = Digits.decimals(4);

    /// Writes one point.
    void print(EvaluationSession.Done done, PointResult point, boolean isCompared) {
        Study study = done.study();
        TaskResult result = study.result(point, 0);
        task(result.task());
        PrintWriter out = session.out();
        lines("", result);
        if (isCompared) {
            out.println();
            lines("base ", study.result(study.base(), 0));
            out.println();
            comparison(study.comparison(point, 0));
        }
        notes(done, study);
    }

    private void task(TaskFacts task) {
        session.out()
                .println(
                        Shown.whole(task.name())
                                + ": "
                                + Shown.whole(task.wording())
                                + ", "
                                + rows(task));
    }

    private static String rows(TaskFacts task) {
        String rows = Amounts.count(task.rows());
        boolean isAll = task.rows() >= task.available() || task.kind() == Kind.TEXT;
        return isAll
                ? rows + (task.kind() == Kind.TEXT ? " windows" : " rows")
                : rows + " of " + Amounts.count(task.available()) + " rows";
    }

    private void lines(String side, TaskResult result) {
        PrintWriter out = session.out();
        if (result.predicted() > 0) {
            out.println(side + "perplexity " + SHARE.format(result.perplexity()));
            out.println(side + "log-likelihood a token " + NATS.format(result.logLikelihood()));
        } else {
            out.println(side + "accuracy " + proportion(result.right()));
            for (int i = 0; i < result.classes().size(); i++) {
                out.println(
                        side
                                + "  "
                                + Shown.of(result.task().classes().get(i))
                                + " "
                                + proportion(result.classes().get(i)));
            }
        }
        if (result.task().kind() == Kind.LABELS || result.task().kind() == Kind.CHOICES) {
            out.println(side + "calibration error " + SHARE.format(result.calibration().error()));
            out.println(
                    side + "log-likelihood of the truth " + NATS.format(result.logLikelihood()));
        }
        if (result.places() > 0) {
            out.println(
                    side
                            + "KL to the base "
                            + NATS.format(result.divergence())
                            + " nats, mean over "
                            + Amounts.count(result.places())
                            + " places");
        }
        if (result.undefined() > 0) {
            out.println(
                    side
                            + Amounts.count(result.undefined())
                            + " rows have no answer: the model's numbers left the range of"
                            + " float32");
        }
    }

    /// Returns a share with its interval.
    static String proportion(Proportion one) {
        return SHARE.format(one.share())
                + " ("
                + Amounts.count(one.hits())
                + " of "
                + Amounts.count(one.rows())
                + "; 95 % "
                + SHARE.format(one.low())
                + " to "
                + SHARE.format(one.high())
                + ")";
    }

    private void comparison(Comparison comparison) {
        session.out()
                .println(
                        comparison.gained()
                                + " gained, "
                                + comparison.lost()
                                + " lost, p = "
                                + Digits.significant(3).format(comparison.mcNemar())
                                + " (McNemar, exact)");
    }

    /// Writes the points of a sweep as a table.
    void printSweep(EvaluationSession.Done done, List<String> axes) {
        Study study = done.study();
        study.tasks().forEach(task -> task(task.facts()));
        PrintWriter out = session.out();
        List<String> head = new ArrayList<>(axes);
        for (int task = 0; task < study.tasks().size(); task++) {
            String name = Shown.of(study.tasks().get(task).facts().name());
            boolean isText = study.tasks().get(task).facts().kind() == Kind.TEXT;
            head.add(name + (isText ? " perplexity" : " accuracy"));
            head.add("95 %");
            head.add("log-lik.");
            head.add("KL");
        }
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (PointResult point : SweepOrder.sorted(study)) {
            rows.add(row(study, point));
        }
        table(rows).forEach(out::println);
        BestSearch.best(study, SweepOrder.curve(study))
                .ifPresent(
                        best ->
                                out.println(
                                        "best "
                                                + String.join(
                                                        ", ", SweepOrder.words(study, best.point()))
                                                + ": accuracy "
                                                + SHARE.format(best.accuracy())
                                                + " on one half of the rows, "
                                                + SHARE.format(best.searched())
                                                + " on the half that it was chosen by"));
        notes(done, study);
    }

    private static List<String> row(Study study, PointResult point) {
        List<String> row = new ArrayList<>(SweepOrder.words(study, point));
        for (int task = 0; task < study.tasks().size(); task++) {
            TaskResult result = study.result(point, task);
            boolean isText = result.predicted() > 0;
            row.add(SHARE.format(isText ? result.perplexity() : result.right().share()));
            row.add(
                    isText
                            ? ""
                            : SHARE.format(result.right().low())
                                    + "–"
                                    + SHARE.format(result.right().high()));
            row.add(NATS.format(result.logLikelihood()));
            row.add(NATS.format(result.divergence()));
        }
        return row;
    }

    private static List<String> table(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(" ".repeat(widths[i] - row.get(i).length())).append(row.get(i));
                line.append(i + 1 < columns ? "  " : "");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private void notes(EvaluationSession.Done done, Study study) {
        session.out().flush();
        study.tasks()
                .forEach(
                        task ->
                                task.facts()
                                        .notes()
                                        .forEach(note -> note(task.facts().name() + ": " + note)));
        done.notes().forEach(this::note);
        session.err().flush();
    }

    private void note(String words) {
        session.err().println("note: " + Shown.whole(words));
    }
}
