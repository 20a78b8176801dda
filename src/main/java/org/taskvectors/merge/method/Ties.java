package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// TIES-Merging: each vector keeps its largest weights, a sign is elected weight by weight, and the
/// mean of the weights that have it is the result.
///
/// Kept are the ⌊density · n⌋ largest magnitudes of the whole vector, and at least one; those of
/// exactly the last magnitude all. (The paper's code keeps one more than ⌊density · n⌋, since it
/// keeps what is at least the magnitude below.) With `by_tensor` each tensor keeps that share of
/// its own weights, and a tensor of fewer weights than the density keeps keeps one.
///
/// The sign is that of Σ w·τ. Where the sum is exactly zero no sign is elected and the result is
/// zero, as in the paper's formula and in sd-mecha; `positive_ties` elects + there, as mergekit
/// does. (The paper's code takes the sign that most weights of the whole model elected.)
public final class Ties implements Method {
    private static final Parameter BY_TENSOR = Common.byTensor(false);
    private static final Parameter NORMALIZE = Common.normalize(true);
    private static final Parameter DENSITY = Common.density(0.2);

    @Override
    public String id() {
        return "ties";
    }

    @Override
    public String title() {
        return "TIES";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Yadav et al.", 2023, "TIES-Merging", "2306.01708"));
    }

    @Override
    public String meaning() {
        return "trims each vector, elects a sign for each weight, and averages the weights "
                + "that have it";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Common.WEIGHT,
                DENSITY,
                BY_TENSOR,
                NORMALIZE,
                Common.POSITIVE_TIES,
                Common.L1_RESCALE,
                Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return Common.ranks(chosen, BY_TENSOR, slots);
    }

    @Override
    public String peers() {
        return "mergekit trims each tensor by itself, elects + where a sum is zero, and "
                + "divides by the sum of signed weights. The paper's code keeps one weight "
                + "more.";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of("by_tensor", 1.0, "positive_ties", 1.0, "density", 1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Meter.Range range =
                chosen.isAnywhere(BY_TENSOR, slots) ? Meter.Range.TENSOR : Meter.Range.WHOLE;
        Filter.Maker filters =
                Band.measured(
                        new Band.Kept(chosen, DENSITY, false), slots, ingredients, range, meter);
        SparseSum.Joining joining = SparseSum.Joining.elected(chosen, NORMALIZE, slots);
        return new Sparse(chosen, slots, ingredients, joining).rescaled(filters, meter);
    }
}
