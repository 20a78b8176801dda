package org.taskvectors.training;

import java.util.Set;
import java.util.TreeSet;
import org.taskvectors.inference.WeightPlan;
import org.taskvectors.inference.gradient.Method;
import org.taskvectors.inference.gradient.TrainedPlan;

/// What of a model is trained, and how strongly.
///
/// @param method the way
/// @param rank of the factors, at least 1; not used where all weights are trained
/// @param alpha what the factors' scale is made of: α/r
/// @param isRankStabilised whether the scale is α/√r. Kalajdzievski 2023, arXiv:2312.03732
/// @param dropout which share of the factors' inputs is dropped, at least 0 and less than 1
/// @param targets the modules that factors are trained for, by their last names: `q_proj`; empty
///   for every linear layer
public record Adaptation(
        Method method,
        int rank,
        double alpha,
        boolean isRankStabilised,
        double dropout,
        Set<String> targets) {
    public Adaptation {
        targets = java.util.Collections.unmodifiableSet(new TreeSet<>(targets));
    }

    /// Returns what people begin with: rank 8, α 16, no dropout, every linear layer.
    public static Adaptation usual() {
        return new Adaptation(Method.LORA, 8, 16, false, 0, Set.of());
    }

    /// Returns what B·A is multiplied by.
    public double scale() {
        return isRankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /// Returns which numbers of a model are trained.
    public TrainedPlan plan(WeightPlan model) {
        return switch (method) {
            case LORA, DORA -> TrainedPlan.factors(model, method, rank, scale(), dropout, targets);
            case FULL -> TrainedPlan.full(model);
        };
    }
}
