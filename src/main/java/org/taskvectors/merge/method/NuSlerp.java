package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// NuSLERP: SLERP of two by their weights, t = w₂ / (w₁ + w₂); ½ where the weights sum to 0. It
/// goes straight only between vectors of exactly one line, or where one is zero. Without
/// `nuslerp_flatten` each row (the last dimension) is turned by itself.
public final class NuSlerp implements Method {
    private static final Parameter FLATTEN =
            Parameter.flag(
                    "nuslerp_flatten",
                    true,
                    "whether a tensor is turned as one vector; otherwise row by row");

    @Override
    public String id() {
        return "nuslerp";
    }

    @Override
    public String title() {
        return "NuSLERP";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Goddard",
                        2024,
                        "NuSLERP in mergekit",
                        "https://github.com/arcee-ai/mergekit"));
    }

    @Override
    public String meaning() {
        return "goes along the sphere between two, by their weights";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Common.WEIGHT, FLATTEN);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.allOf(Space.class);
    }

    @Override
    public int least() {
        return 2;
    }

    @Override
    public int most() {
        return 2;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return chosen.isAnywhere(FLATTEN, slots)
                ? EnumSet.of(Need.PRODUCTS_OF_TENSORS)
                : EnumSet.noneOf(Need.class);
    }

    @Override
    public String peers() {
        return "mergekit takes a zero vector as orthogonal to the other. Its "
                + "nuslerp_row_wise, which turns columns, is not there.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Blend.Maker blends =
                slot -> {
                    double[] weights = WeightedRules.weights(chosen, slot, ingredients);
                    double sum = WeightedRules.sum(weights);
                    return Spheres.nuSlerp(Math.abs(sum) < 1e-6 ? 0.5 : weights[1] / sum);
                };
        if (chosen.isAnywhere(FLATTEN, slots)) {
            return Blend.byTensor(blends, slots, ingredients, false, meter);
        }
        Common.requireShortRows(this, slots);
        return Blend.byRow(blends);
    }
}
