package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// The weighted mean Σ w·x, divided by Σ w where it is normalised: model soups.
public final class Linear implements Method {
    private static final Parameter NORMALIZE = Common.normalize(true);

    @Override
    public String id() {
        return "linear";
    }

    @Override
    public String title() {
        return "Linear";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Wortsman et al.", 2022, "Model Soups", "2203.05482"));
    }

    @Override
    public String meaning() {
        return "averages the ingredients by their weights";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Common.WEIGHT, NORMALIZE);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.allOf(Space.class);
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
    public String peers() {
        return "mergekit divides by a sum of weights that is 0.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        boolean isMean = chosen.isAnywhere(NORMALIZE, slots);
        if (isMean) {
            WeightedRules.requireSum(chosen, slots, ingredients);
        }
        return slot -> {
            double[] weights = WeightedRules.weights(chosen, slot, ingredients);
            return new LinearRule(weights, isMean ? WeightedRules.sum(weights) : 1);
        };
    }
}
