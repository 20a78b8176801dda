package org.taskvectors.ui.lora;

import java.time.Duration;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.extraction.lora.LoraRank;
import org.taskvectors.ui.common.ScopeViewModel;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.LastRate;

/// How long the factors of a vector's matrices take to find. Reading them is the least of it: each
/// weight is multiplied with every direction that is looked for, some times over.
final class LoraTime {
    /// What a weight costs beside the rank's directions, counted in directions.
    private static final int BESIDE = 64;

    /// Weights times directions that one core gets through in a second, as measured on a busy one.
    private static final double SPEED = 2e8;

    private final LastRate lastRate;

    LoraTime(AppContext context) {
        this.lastRate = new LastRate(context, "lora");
    }

    /// Takes note of how long the factors of so many weights took.
    void took(Duration took, long weights, LoraRank rank) {
        lastRate.took(took, work(weights, rank));
    }

    /// Empty where there is nothing to factor.
    ///
    /// @param scope the matrices that are in scope
    String words(ScopeViewModel.Coverage scope, LoraRank rank) {
        double work = work(scope.weights(), rank);
        if (work <= 0) {
            return "";
        }
        return lastRate.known().isPresent()
                ? Amounts.about(work / lastRate.known().getAsDouble()) + ", as fast as the last one"
                : Amounts.about(work / SPEED / Runtime.getRuntime().availableProcessors())
                        + ", roughly";
    }

    private static double work(long weights, LoraRank rank) {
        int directions =
                switch (rank) {
                    case LoraRank.Fixed fixed -> fixed.most();
                    case LoraRank.Energy energy -> energy.most();
                };
        return (double) weights * (directions + BESIDE);
    }
}
