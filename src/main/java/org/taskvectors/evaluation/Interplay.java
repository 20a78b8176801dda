package org.taskvectors.evaluation;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// How much two vectors disturb each other: the share of the rows of task A whose answer with both
/// vectors differs from that with A's vector alone, plus likewise for B (Ortiz-Jimenez et al. 2023,
/// disentanglement error).
public final class Interplay {
    private Interplay() {}

    /// Returns the disturbance at a point of a plane, between 0 and 2; empty while the point or one
    /// of the two beside it was not asked.
    ///
    /// @param taskA the task of the plane's first vector
    /// @param taskB the task of its second vector
    public static OptionalDouble at(
            Study study, Plan.Plane plane, double a, double b, int taskA, int taskB) {
        Optional<PointResult> both = study.at(plane.point(a, b).at());
        Optional<PointResult> onlyA = study.at(plane.point(a, 0).at());
        Optional<PointResult> onlyB = study.at(plane.point(0, b).at());
        if (both.isEmpty() || onlyA.isEmpty() || onlyB.isEmpty()) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(
                differing(study, taskA, both.get(), onlyA.get())
                        + differing(study, taskB, both.get(), onlyB.get()));
    }

    private static double differing(Study study, int task, PointResult one, PointResult other) {
        Task asked = study.tasks().get(task);
        Answers first = new Answers(asked, one.scores().get(task), study.facts().scoring());
        Answers second = new Answers(asked, other.scores().get(task), study.facts().scoring());
        List<TaskRow> rows = asked.rows();
        int count = 0;
        for (int row = 0; row < rows.size(); row++) {
            count += first.answer(row) != second.answer(row) ? 1 : 0;
        }
        return (double) count / rows.size();
    }
}
