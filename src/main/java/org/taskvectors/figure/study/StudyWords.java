package org.taskvectors.figure.study;

import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Digits;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.Point;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.StudyFacts;
import org.taskvectors.evaluation.TaskFacts;
import org.taskvectors.figure.FigureSubject;
import org.taskvectors.figure.Look;

/// What the figures of an evaluation are called, and how its tasks look.
///
/// @param study the evaluation
/// @param colour the place of each of its vectors among the colours, by the vector's number
/// @param names of its tasks, as they are called now
public record StudyWords(Study study, IntUnaryOperator colour, List<String> names) {
    private static final Digits LAMBDA = Digits.decimals(2);

    public StudyWords {
        names = List.copyOf(names);
    }

    /// Returns the name of a task.
    public String task(int task) {
        return names.get(task);
    }

    List<String> vectors() {
        return study.facts().vectors().stream().map(StudyFacts.Source::name).toList();
    }

    String vector(int vector) {
        List<String> all = vectors();
        return vector < all.size() ? all.get(vector) : "vector " + (vector + 1);
    }

    /// Returns the vector that was trained on a task, by their names; −1 where none says so.
    int vectorOf(int task) {
        TaskFacts facts = study.tasks().get(task).facts();
        List<String> vectors = vectors();
        for (String name : List.of(task(task), facts.name(), file(facts))) {
            String plain = plain(name);
            for (int vector = 0; vector < vectors.size() && plain.length() > 1; vector++) {
                if (plain(vectors.get(vector)).contains(plain)) {
                    return vector;
                }
            }
        }
        return -1;
    }

    /// Returns how a task's curve looks: as the vector that was trained on it, else as ink.
    Look look(int task) {
        int vector = vectorOf(task);
        if (vector >= 0) {
            boolean isSecond =
                    IntStream.range(0, task).anyMatch(before -> vectorOf(before) == vector);
            Look look = Look.vector(colour.applyAsInt(vector));
            return isSecond ? look.opened() : look;
        }
        return Look.ink(
                (int) IntStream.range(0, task).filter(before -> vectorOf(before) < 0).count());
    }

    /// Returns the name of a task's file, without its folders and its ending.
    private static String file(TaskFacts facts) {
        String name = fileName(facts);
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }

    /// Returns what the vectors are called together: `both vectors`.
    String together() {
        int count = vectors().size();
        return count == 1 ? vector(0) : count == 2 ? "both vectors" : "all " + count + " vectors";
    }

    /// Returns what a figure shows, for its file and for a screen reader.
    FigureSubject about(String title, String metric) {
        StringBuilder scope = new StringBuilder();
        for (int task = 0; task < study.tasks().size(); task++) {
            TaskFacts facts = study.tasks().get(task).facts();
            scope.append(task == 0 ? "" : ", ")
                    .append(task(task))
                    .append(": ")
                    .append(rows(facts))
                    .append(" (")
                    .append(facts.wording())
                    .append(')');
        }
        return new FigureSubject(title, vectors(), metric, "", scope.toString());
    }

    /// Returns the name of a task's file with its ending.
    static String fileName(TaskFacts facts) {
        String file = facts.file().replace('\\', '/');
        return file.substring(file.lastIndexOf('/') + 1);
    }

    static String rows(TaskFacts facts) {
        return facts.rows() == facts.available()
                ? Amounts.counted(facts.rows(), "row")
                : facts.rows() + " of " + Amounts.counted(facts.available(), "row");
    }

    /// Returns where a point stands: `At λ = 1.00 and 1.00`.
    public String heading(Point point) {
        return switch (study.plan()) {
            case Plan.Layers _ -> layer(point);
            case Plan.Along along when along.each() ->
                    "At λ = "
                            + LAMBDA.format(point.at().getLast())
                            + " of "
                            + vector(point.at().getFirst().intValue())
                            + (vectors().size() > 1 ? " alone" : "");
            case Plan.Single _, Plan.Along _, Plan.Plane _ -> lambdas(point);
        };
    }

    private static String lambdas(Point point) {
        List<String> all =
                point.knobs().stream().map(knob -> LAMBDA.format(knob.lambda())).toList();
        boolean isOne = all.stream().distinct().count() == 1;
        if (all.isEmpty()) {
            return "The base";
        }
        if (all.size() > 3 && isOne) {
            return "At λ = " + all.getFirst() + " of all " + all.size();
        }
        return "At λ = "
                + (all.size() == 1
                        ? all.getFirst()
                        : String.join(", ", all.subList(0, all.size() - 1))
                                + " and "
                                + all.getLast());
    }

    private static String layer(Point point) {
        double kind = point.at().getFirst();
        double layer = point.at().getLast();
        if (kind == Plan.Layers.WHOLE) {
            return "The vectors whole";
        }
        String where =
                layer == Plan.Layers.OUTSIDE
                        ? "what lies outside the layers"
                        : "layer " + Math.round(layer);
        return kind == Plan.Layers.ALONE
                ? "Only " + where
                : layer == Plan.Layers.OUTSIDE ? "All layers alone" : "All but " + where;
    }
}
