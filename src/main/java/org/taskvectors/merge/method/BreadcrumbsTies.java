package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Model Breadcrumbs with an elected sign: each tensor of each vector loses its ⌊γ · n⌋ largest
/// weights and its smallest ones, so that ⌊density · n⌋ are left; then a sign is elected, and only
/// weights that have it are summed.
///
/// At least one weight is left where the density is above 0. Where ⌊γ · n⌋ is 0 there is nothing to
/// cut above, and the largest are kept; where density and γ together are more than 1 fewer are cut
/// above. Weights of exactly the magnitude of the smallest or the largest that is kept are kept
/// too, all of them. Without `by_tensor` the ranks are those of the whole vector.
public final class BreadcrumbsTies implements Method {
    private static final Parameter BY_TENSOR = Common.byTensor(true);
    private static final Parameter NORMALIZE = Common.normalize(false);
    private static final Parameter DENSITY = Common.density(0.9);

    @Override
    public String id() {
        return "breadcrumbs_ties";
    }

    @Override
    public String title() {
        return "Model Breadcrumbs TIES";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper("Davari and Belilovsky", 2024, "Model Breadcrumbs", "2312.06795"));
    }

    @Override
    public String meaning() {
        return "removes the largest and the smallest weights of each tensor and sums those "
                + "of the others that have the elected sign";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(
                Common.WEIGHT,
                DENSITY,
                Common.GAMMA,
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
        return "mergekit keeps nothing of a tensor of fewer weights than the density keeps, "
                + "and older versions made tensors zero whose γ · n was below 1. It elects + "
                + "where a sum is zero.";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of("density", 1.0, "positive_ties", 1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Meter.Range range =
                chosen.isAnywhere(BY_TENSOR, slots) ? Meter.Range.TENSOR : Meter.Range.WHOLE;
        Filter.Maker filters =
                Band.measured(
                        new Band.Kept(chosen, DENSITY, true), slots, ingredients, range, meter);
        SparseSum.Joining joining = SparseSum.Joining.elected(chosen, NORMALIZE, slots);
        return new Sparse(chosen, slots, ingredients, joining).rescaled(filters, meter);
    }
}
