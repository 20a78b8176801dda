package org.taskvectors.training;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.taskvectors.evaluation.Proportion;

/// What was seen of a run so far, in the order of its steps.
///
/// @param steps one for each step
/// @param evaluations of the held-out rows; the first is the base's, at step 0
/// @param norms of the vector as it grows
public record TrainingCurve(List<Step> steps, List<HeldOut> evaluations, List<Norms> norms) {
    public TrainingCurve {
        steps = List.copyOf(steps);
        evaluations = List.copyOf(evaluations);
        norms = List.copyOf(norms);
    }

    /// Returns the curve of a run that has not begun.
    public static TrainingCurve empty() {
        return new TrainingCurve(List.of(), List.of(), List.of());
    }

    /// One step of the optimizer.
    ///
    /// @param step its number, from 1
    /// @param loss mean of −log p over its answers' tokens, before the step: nats
    /// @param rate the learning rate
    /// @param gradientNorm before clipping
    /// @param tokens that were read
    /// @param answers how many of them were answers
    /// @param seconds that it took
    public record Step(
            int step,
            double loss,
            double rate,
            double gradientNorm,
            int tokens,
            int answers,
            double seconds) {}

    /// The held-out rows after a step.
    ///
    /// @param step after which they were asked; 0 for the base
    /// @param loss mean of −log p over their answers' tokens: nats
    /// @param accuracy by the rule of Evaluate; empty where the rows have no choices
    public record HeldOut(int step, double loss, Optional<Proportion> accuracy) {}

    /// The vector after a step.
    ///
    /// @param step after which it was measured
    /// @param total its L2 norm
    /// @param byLayer its L2 norm in each layer
    /// @param cosine to the vector that it is compared with; empty where there is none, or either
    ///   is zero
    public record Norms(int step, double total, List<Double> byLayer, OptionalDouble cosine) {
        public Norms {
            byLayer = List.copyOf(byLayer);
        }
    }
}
