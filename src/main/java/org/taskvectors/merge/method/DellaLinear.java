package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// DELLA with a plain sum: the weights of each row are ranked by magnitude, and the larger a weight
/// is among them, the likelier it is kept: from density − ε for the smallest to density + ε for the
/// largest. What is kept is divided by its own probability.
///
/// A row is the last dimension of a tensor; a tensor of one dimension is one row. Equal magnitudes
/// rank in the order of their places, and a row of one weight has the density itself. `epsilon` is
/// half of the paper's ε, which is the whole width. Draws are known by seed, tensor, ingredient and
/// element alone.
public final class DellaLinear implements Method {
    private static final Parameter NORMALIZE = Common.normalize(false);
    private static final Parameter DENSITY = Common.density(0.5);

    @Override
    public String id() {
        return "della_linear";
    }

    @Override
    public String title() {
        return "DELLA linear";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Deep et al.", 2024, "DELLA-Merging", "2406.11617"));
    }

    @Override
    public String meaning() {
        return "drops weights of each vector at random, small ones more often, rescales the "
                + "others, and sums them";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Common.WEIGHT,
                DENSITY,
                Common.EPSILON,
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
                + "(l1_rescale), and has no probability for a row of one weight. sd-mecha ranks "
                + "whole tensors.";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of("rescale", 0.0, "l1_rescale", 1.0, "density", 1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Filter.Maker filters = MagPrune.filters(this, chosen, DENSITY, slots, ingredients);
        SparseSum.Joining joining = SparseSum.Joining.sum(chosen, NORMALIZE, slots);
        return new Sparse(chosen, slots, ingredients, joining).rescaled(filters, meter);
    }
}
