package org.taskvectors.figure.study;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Scores;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskResult;

/// The numbers of an evaluation, each computed once, however often its figures are made anew. Safe
/// for several threads.
public final class StudyNumbers {
    private final Map<Scores, TaskResult> results =
            Collections.synchronizedMap(new IdentityHashMap<>());

    public TaskResult result(Study study, PointResult point, int task) {
        Scores scores = point.scores().get(task);
        TaskResult known = results.get(scores);
        if (known == null) {
            known = study.result(point, task);
            if (scores.isWhole()) {
                results.put(scores, known);
            }
        }
        return known;
    }

    /// Returns the points of one curve, in the order of λ.
    static List<PointResult> onCurve(Study study, int curve) {
        return study.points().stream()
                .filter(point -> point.point().at().getFirst() == curve)
                .sorted(Comparator.comparingDouble(point -> point.point().at().getLast()))
                .toList();
    }

    /// Returns the computed point that lies nearest to a place; empty while there is none.
    public static Optional<PointResult> nearest(Study study, List<Double> at) {
        return switch (study.plan()) {
            case Plan.Single _ -> study.points().stream().findFirst();
            case Plan.Layers _ -> study.at(at).or(() -> study.points().stream().findFirst());
            case Plan.Along _ ->
                    at.size() < 2
                            ? Optional.empty()
                            : onCurve(study, at.getFirst().intValue()).stream()
                                    .min(Comparator.comparingDouble(one -> distance(one, at)));
            case Plan.Plane _ ->
                    at.size() < 2
                            ? Optional.empty()
                            : study.points().stream()
                                    .min(Comparator.comparingDouble(one -> distance(one, at)));
        };
    }

    private static double distance(PointResult point, List<Double> at) {
        double sum = 0;
        for (int i = 0; i < at.size(); i++) {
            double apart = point.point().at().get(i) - at.get(i);
            sum += apart * apart;
        }
        return sum;
    }
}
