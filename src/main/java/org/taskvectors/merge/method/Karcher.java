package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// The Karcher mean of the directions on the sphere with the mean length, tensor by tensor: the
/// point from which the directions' tangents sum to zero, by at most `max_iter` steps, until one is
/// shorter than `tol`. Zero vectors have no direction; they count in the length.
public final class Karcher implements Method {
    private static final Parameter STEPS =
            Parameter.whole("max_iter", 0, 1000, 10, "the most steps");
    private static final Parameter TOLERANCE =
            Parameter.number("tol", 0, 1, 1e-5, "the length of a step at which the mean is found");

    @Override
    public String id() {
        return "karcher";
    }

    @Override
    public String title() {
        return "Karcher mean";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Karcher",
                        1977,
                        "Riemannian Center of Mass",
                        "https://doi.org/10.1002/cpa.3160300502"));
    }

    @Override
    public String meaning() {
        return "takes the mean of directions along the sphere, and of lengths";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Common.WEIGHT, STEPS, TOLERANCE);
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
        return "mergekit has no weights, and leaves out the direction of a tensor whose norm "
                + "is at most tol, however small the others are.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        WeightedRules.requireSum(chosen, slots, ingredients);
        return Blend.byTensor(
                slot ->
                        Spheres.karcher(
                                WeightedRules.shares(
                                        WeightedRules.weights(chosen, slot, ingredients)),
                                (int) chosen.of(STEPS, slot),
                                chosen.of(TOLERANCE, slot)),
                slots,
                ingredients,
                false,
                meter);
    }
}
