package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// DARE with an elected sign: each weight of a vector is dropped with probability 1 − density, and
/// what is left is divided by the density, so that its expected value is the vector, then a sign is
/// elected and the mean of the weights that have it taken, as TIES does.
///
/// The draw of a weight is known by seed, tensor, ingredient and element alone. A tensor of which
/// nothing is left is zero; a density of 0 drops everything, and divides by nothing.
public final class DareTies implements Method {
    private static final Parameter NORMALIZE = Common.normalize(true);
    private static final Parameter DENSITY = Common.density(0.5);

    @Override
    public String id() {
        return "dare_ties";
    }

    @Override
    public String title() {
        return "DARE TIES";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Yu et al.", 2024, "Language Models are Super Mario (DARE)", "2311.03099"));
    }

    @Override
    public String meaning() {
        return "drops weights of each vector at random, rescales the others, and averages "
                + "those that have the elected sign";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Common.WEIGHT,
                DENSITY,
                Common.RESCALE,
                Common.L1_RESCALE,
                NORMALIZE,
                Common.POSITIVE_TIES,
                Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public boolean isRandom() {
        return true;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return Common.sums(chosen, slots);
    }

    @Override
    public String peers() {
        return "mergekit multiplies each tensor so that its sum of magnitudes is what it was "
                + "(l1_rescale), which is not 1/(1 − p), elects + where a sum is zero, and does "
                + "not divide by the weights.";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of(
                "rescale",
                0.0,
                "l1_rescale",
                1.0,
                "density",
                1.0,
                "normalize",
                0.0,
                "positive_ties",
                1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Filter.Maker filters = RandomKeep.filters(chosen, DENSITY, slots);
        SparseSum.Joining joining = SparseSum.Joining.elected(chosen, NORMALIZE, slots);
        return new Sparse(chosen, slots, ingredients, joining).rescaled(filters, meter);
    }
}
