package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// The weights of a vector with the largest magnitudes, as TIES trims them: ⌊density · n⌋ of the
/// whole vector or of each tensor, at least one, and all of exactly the last magnitude.
public final class MagnitudeMask implements Method {
    private static final Parameter BY_TENSOR = Common.byTensor(false);
    private static final Parameter DENSITY = Common.density(0.2);

    @Override
    public String id() {
        return "magnitude_mask";
    }

    @Override
    public String title() {
        return "Masked by magnitude";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.empty();
    }

    @Override
    public String meaning() {
        return "keeps the largest weights of a vector";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(DENSITY, BY_TENSOR, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return Common.ranks(chosen, BY_TENSOR, slots);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Meter.Range range =
                chosen.isAnywhere(BY_TENSOR, slots) ? Meter.Range.TENSOR : Meter.Range.WHOLE;
        Filter.Maker filters =
                Band.measured(
                        new Band.Kept(chosen, DENSITY, false), slots, ingredients, range, meter);
        return slot -> {
            Filter kept = filters.of(slot, 0).times((float) chosen.of(Common.LAMBDA, slot));
            return (values, first, count, into) -> kept.keep(values[0], first, count, into);
        };
    }
}
