package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// DARE with a plain sum: each weight of a vector is dropped with probability 1 − density, and what
/// is left is divided by the density, so that its expected value is the vector.
///
/// The draw of a weight is known by seed, tensor, ingredient and element alone. A tensor of which
/// nothing is left is zero; a density of 0 drops everything, and divides by nothing.
public final class DareLinear implements Method {
    private static final Parameter NORMALIZE = Common.normalize(false);
    private static final Parameter DENSITY = Common.density(0.5);

    @Override
    public String id() {
        return "dare_linear";
    }

    @Override
    public String title() {
        return "DARE linear";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Yu et al.", 2024, "Language Models are Super Mario (DARE)", "2311.03099"));
    }

    @Override
    public String meaning() {
        return "drops weights of each vector at random, rescales the others, and sums them";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Common.WEIGHT,
                DENSITY,
                Common.RESCALE,
                Common.L1_RESCALE,
                NORMALIZE,
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
                + "(l1_rescale), which is not 1/(1 − p).";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of("rescale", 0.0, "l1_rescale", 1.0, "density", 1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Filter.Maker filters = RandomKeep.filters(chosen, DENSITY, slots);
        SparseSum.Joining joining = SparseSum.Joining.sum(chosen, NORMALIZE, slots);
        return new Sparse(chosen, slots, ingredients, joining).rescaled(filters, meter);
    }
}
