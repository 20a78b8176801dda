package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// SLERP, tensor by tensor: along the great circle from the first ingredient to the second. Where
/// their |cosine| is above 0.9995, or one is zero and so has no direction, it goes straight.
public final class Slerp implements Method {
    private static final Parameter T =
            Parameter.number("t", 0, 1, 0.5, "the share of the way from the first to the second");

    @Override
    public String id() {
        return "slerp";
    }

    @Override
    public String title() {
        return "SLERP";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Shoemake",
                        1985,
                        "Animating Rotation with Quaternion Curves",
                        "https://doi.org/10.1145/325334.325242"));
    }

    @Override
    public String meaning() {
        return "goes a share t of the way from the first to the second, along the sphere";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(T);
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
        return EnumSet.of(Need.PRODUCTS_OF_TENSORS);
    }

    @Override
    public String peers() {
        return "mergekit takes a zero vector as orthogonal to the other, so that half way "
                + "both count 0.71. sd-mecha normalises both and interpolates the norms.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        return Blend.byTensor(
                slot -> Spheres.slerp(chosen.of(T, slot)), slots, ingredients, false, meter);
    }
}
