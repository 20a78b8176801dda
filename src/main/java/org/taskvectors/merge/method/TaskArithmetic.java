package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Task arithmetic: λ · Σ w·τ. On a base the terms are added one by one, as `apply` adds them, and
/// a float64 vector is added in float64.
public final class TaskArithmetic implements Method {
    private static final Parameter NORMALIZE = Common.normalize(false);

    @Override
    public String id() {
        return "task_arithmetic";
    }

    @Override
    public String title() {
        return "Task arithmetic";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Ilharco et al.",
                        2023,
                        "Editing Models with Task Arithmetic",
                        "2212.04089"));
    }

    @Override
    public String meaning() {
        return "sums the vectors, each multiplied by its weight";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Common.WEIGHT, NORMALIZE, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public boolean takesNotFinite() {
        return true;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.noneOf(Need.class);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        boolean isMean = chosen.isAnywhere(NORMALIZE, slots);
        return (Additions)
                (slot, k) -> {
                    double[] weights = WeightedRules.weights(chosen, slot, ingredients);
                    double sum = WeightedRules.sum(weights);
                    double all = isMean && Math.abs(sum) >= 1e-8 ? sum : 1;
                    return weights[k] * chosen.of(Common.LAMBDA, slot) / all;
                };
    }
}
