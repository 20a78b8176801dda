package org.taskvectors.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Where a curve over λ collapses: the least |λ| from which on a task says so.
///
/// @param lambda where
/// @param reason what tells it
/// @param task the task that tells it, by its number
public record Collapse(double lambda, Reason reason, int task) {
    private static final double MOST_NATS = 1;

    /// What tells a collapse.
    public enum Reason {
        /// The mean of KL(base ‖ edited) exceeds 1 nat. A vector that teaches a small model a new
        /// task may do so long before its accuracy suffers, so this is a sign of its own.
        DIVERGENCE,
        /// Accuracy is no better than always giving the most frequent label, and was better nearer
        /// to the base.
        ACCURACY
    }

    /// Returns the collapse of a curve on the side of positive or of negative λ; empty where the
    /// points that were asked show none.
    public static Optional<Collapse> of(Study study, int curve, boolean isPositive, Reason reason) {
        List<PointResult> points =
                Refinement.onCurve(study, curve).stream()
                        .filter(
                                point ->
                                        isPositive
                                                ? Refinement.lambda(point) >= 0
                                                : Refinement.lambda(point) <= 0)
                        .sorted(Comparator.comparingDouble(Collapse::distance))
                        .toList();
        return IntStream.range(0, study.tasks().size())
                .boxed()
                .flatMap(task -> ofTask(study, points, task, reason).stream())
                .min(Comparator.comparingDouble(one -> Math.abs(one.lambda())));
    }

    private static double distance(PointResult point) {
        return Math.abs(Refinement.lambda(point));
    }

    private static Optional<Collapse> ofTask(
            Study study, List<PointResult> points, int task, Reason reason) {
        boolean wasBetter = isBetter(study.result(study.base(), task));
        for (PointResult point : points) {
            TaskResult result = study.result(point, task);
            boolean isBetter = isBetter(result);
            boolean isCollapsed =
                    switch (reason) {
                        case DIVERGENCE -> result.divergence() > MOST_NATS;
                        case ACCURACY -> wasBetter && !isBetter;
                    };
            if (isCollapsed) {
                return Optional.of(new Collapse(Refinement.lambda(point), reason, task));
            }
            wasBetter |= isBetter;
        }
        return Optional.empty();
    }

    private static boolean isBetter(TaskResult result) {
        return result.right().share() > result.mostFrequent();
    }
}
