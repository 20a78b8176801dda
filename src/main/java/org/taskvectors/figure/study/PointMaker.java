package org.taskvectors.figure.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Csv;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Answers;
import org.taskvectors.evaluation.Calibration;
import org.taskvectors.evaluation.Comparison;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Scores;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.Task;
import org.taskvectors.evaluation.TaskResult;
import org.taskvectors.evaluation.TaskRow;
import org.taskvectors.evaluation.data.Kind;
import org.taskvectors.figure.Look;
import org.taskvectors.figure.MatrixFigure;
import org.taskvectors.figure.ReliabilityFigure;

/// Makes what a task says at one point.
///
/// @param words what it is called
/// @param numbers the numbers of the points
/// @param point which point
/// @param task its number
public record PointMaker(StudyWords words, StudyNumbers numbers, PointResult point, int task) {
    private Study study() {
        return words.study();
    }

    private Task asked() {
        return study().tasks().get(task);
    }

    private TaskResult base() {
        return numbers.result(study(), study().base(), task);
    }

    private TaskResult edited() {
        return numbers.result(study(), point, task);
    }

    public PointPicture picture() {
        Comparison comparison = study().comparison(point, task);
        List<String> notes = new ArrayList<>(asked().facts().notes());
        notes.addFirst("asked in " + asked().facts().wording());
        notes.addFirst(
                StudyWords.rows(asked().facts()) + " of " + StudyWords.fileName(asked().facts()));
        if (!point.fingerprint().isEmpty()) {
            notes.add("edited model " + point.fingerprint());
        }
        return new PointPicture(
                words.heading(point.point()),
                task,
                matrices(),
                calibration(),
                new NumberRows(words.task(task), base(), edited()).table(),
                comparison.gained(),
                comparison.lost(),
                comparison.mcNemar(),
                comparison.changes().stream().map(this::changed).toList(),
                followed(),
                notes);
    }

    private Optional<MatrixFigure> matrices() {
        if (asked().facts().kind() != Kind.LABELS) {
            return Optional.empty();
        }
        return Optional.of(
                MatrixFigure.of(
                        words.about(
                                "Answers to "
                                        + words.task(task)
                                        + ", "
                                        + words.heading(point.point()),
                                "counts of truth and answer"),
                        asked().facts().classes(),
                        List.of(
                                new MatrixFigure.Side("Base", counts(base())),
                                new MatrixFigure.Side("Edited", counts(edited())))));
    }

    private static List<List<Long>> counts(TaskResult result) {
        return result.confusion().stream()
                .map(row -> row.stream().map(Integer::longValue).toList())
                .toList();
    }

    private Optional<ReliabilityFigure> calibration() {
        Kind kind = asked().facts().kind();
        if (kind != Kind.LABELS && kind != Kind.CHOICES) {
            return Optional.empty();
        }
        return Optional.of(
                new ReliabilityFigure(
                        words.about(
                                "Calibration on "
                                        + words.task(task)
                                        + ", "
                                        + words.heading(point.point()),
                                "accuracy over confidence in ten bins"),
                        List.of(
                                side("Base", Look.base(), base()),
                                side("Edited", Look.edited(), edited()))));
    }

    private static ReliabilityFigure.Side side(String name, Look look, TaskResult result) {
        List<ReliabilityFigure.Bin> bins = new ArrayList<>();
        for (Calibration.Bin bin : result.calibration().bins()) {
            bins.add(
                    new ReliabilityFigure.Bin(
                            bin.low(),
                            bin.high(),
                            bin.right().rows(),
                            bin.confidence(),
                            bin.right().share()));
        }
        return new ReliabilityFigure.Side(name, look, bins);
    }

    private ChangedRow changed(Comparison.Change change) {
        TaskRow row = asked().rows().get(change.row());
        return new ChangedRow(
                row,
                row.shown().replaceAll("\\s+", " "),
                row.truth() >= 0
                        ? answer(row, row.truth())
                        : row.targets().stream().findFirst().orElse(Digits.DASH),
                change,
                answer(change.row(), change.base(), study().base().scores().get(task)),
                answer(change.row(), change.edited(), point.scores().get(task)));
    }

    private String answer(int index, int choice, Scores scores) {
        TaskRow row = asked().rows().get(index);
        String text = scores.text(index).strip();
        return choice >= 0 ? answer(row, choice) : text.isEmpty() ? Digits.DASH : text;
    }

    private String answer(TaskRow row, int choice) {
        List<String> classes = asked().facts().classes();
        return choice < classes.size() ? classes.get(choice) : row.choices().get(choice).strip();
    }

    private String followed() {
        if (asked().facts().kind() == Kind.LABELS && asked().facts().classes().size() == 2) {
            return "p(" + asked().facts().classes().get(1) + ")";
        }
        return asked().facts().kind() == Kind.LABELS || asked().facts().kind() == Kind.CHOICES
                ? "p(truth)"
                : "";
    }

    /// Returns each row of the task with what both models said.
    public StudyTable items() {
        List<StudyTable.Row> rows = new ArrayList<>();
        Scores before = study().base().scores().get(task);
        Scores after = point.scores().get(task);
        Answers was = new Answers(asked(), before, study().facts().scoring());
        Answers is = new Answers(asked(), after, study().facts().scoring());
        for (int index = 0; index < asked().rows().size(); index++) {
            TaskRow row = asked().rows().get(index);
            int followed = Comparison.followed(row);
            List<String> numbersOf =
                    followed < 0
                            ? List.of("", "")
                            : List.of(
                                    Csv.number(was.probability(index, followed)),
                                    Csv.number(is.probability(index, followed)));
            rows.add(
                    new StudyTable.Row(
                            List.of(
                                    Integer.toString(row.row()),
                                    row.shown(),
                                    row.truth() >= 0
                                            ? answer(row, row.truth())
                                            : String.join(" | ", row.targets()),
                                    answer(index, was.answer(index), before),
                                    answer(index, is.answer(index), after)),
                            numbersOf,
                            numbersOf,
                            ""));
        }
        String of = followed().isEmpty() ? "p" : followed();
        return new StudyTable(
                "items",
                List.of("row", "text", "truth", "base", "edited"),
                List.of(of + " base", of + " edited"),
                rows);
    }

    /// Returns the changed examples.
    public StudyTable changes() {
        List<StudyTable.Row> rows = new ArrayList<>();
        for (ChangedRow one : picture().changes()) {
            double before = one.change().baseProbability();
            double after = one.change().editedProbability();
            rows.add(
                    new StudyTable.Row(
                            List.of(
                                    one.text(),
                                    one.truth(),
                                    one.baseAnswer(),
                                    one.editedAnswer(),
                                    one.change().kind().name().toLowerCase(java.util.Locale.ROOT)),
                            List.of(
                                    Digits.decimals(3).format(before),
                                    Digits.decimals(3).format(after)),
                            List.of(Csv.number(before), Csv.number(after)),
                            ""));
        }
        String of = followed().isEmpty() ? "p" : followed();
        return new StudyTable(
                "changes",
                List.of("text", "truth", "base", "edited", "change"),
                List.of(of + " base", of + " edited"),
                rows);
    }

    public static String counted(int rows) {
        return Amounts.counted(rows, "row");
    }
}
