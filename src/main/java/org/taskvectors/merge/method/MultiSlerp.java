package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Multi-SLERP: the direction of Σ w·x/‖x‖ with the length Σ w·‖x‖, tensor by tensor. That is what
/// barycentric interpolation in the tangent space at the weighted mean gives, since the tangents'
/// weighted sum is zero there. Zero vectors have no direction. Of more than two ingredients whose
/// directions cancel there is no result; two are summed straight.
public final class MultiSlerp implements Method {
    private static final Parameter NORMALIZE =
            Parameter.flag(
                    "normalize_weights", true, "whether the weights are divided by their sum");

    @Override
    public String id() {
        return "multislerp";
    }

    @Override
    public String title() {
        return "Multi-SLERP";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Goddard",
                        2025,
                        "Multi-SLERP",
                        "https://goddard.blog/posts/multislerp-wow-what-a-cool-idea"));
    }

    @Override
    public String meaning() {
        return "averages directions and lengths of any number of ingredients";
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
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.of(Need.PRODUCTS_OF_TENSORS);
    }

    @Override
    public String peers() {
        return "mergekit adds 10⁻⁸ to every norm, which shrinks small tensors.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        boolean isMean = chosen.isAnywhere(NORMALIZE, slots);
        if (isMean) {
            WeightedRules.requireSum(chosen, slots, ingredients);
        }
        return Blend.byTensor(
                slot -> {
                    double[] weights = WeightedRules.weights(chosen, slot, ingredients);
                    return Spheres.weighted(isMean ? WeightedRules.shares(weights) : weights);
                },
                slots,
                ingredients,
                false,
                meter);
    }
}
