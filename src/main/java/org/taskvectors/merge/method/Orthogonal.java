package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// The first vector without its projection on the second: τ₁ − (⟨τ₁, τ₂⟩ / ⟨τ₂, τ₂⟩) · τ₂, tensor
/// by tensor or as whole vectors. Where the second is zero the first stays as it is.
public final class Orthogonal implements Method {
    private static final Parameter BY_TENSOR =
            Parameter.flag(
                    "by_tensor",
                    true,
                    "whether each tensor is made orthogonal; otherwise the whole vectors");

    @Override
    public String id() {
        return "orthogonal";
    }

    @Override
    public String title() {
        return "Orthogonalised";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.empty();
    }

    @Override
    public String meaning() {
        return "removes from the first vector what lies along the second";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(BY_TENSOR, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
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
        return EnumSet.of(
                chosen.isAnywhere(BY_TENSOR, slots)
                        ? Need.PRODUCTS_OF_TENSORS
                        : Need.PRODUCTS_OF_VECTORS);
    }

    @Override
    public String peers() {
        return "sd-mecha makes the result zero where the second vector is zero.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        return Blend.byTensor(
                slot -> Spheres.orthogonal(chosen.of(Common.LAMBDA, slot)),
                slots,
                ingredients,
                !chosen.isAnywhere(BY_TENSOR, slots),
                meter);
    }
}
