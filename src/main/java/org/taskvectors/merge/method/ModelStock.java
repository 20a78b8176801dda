package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Model Stock: t times the mean of the vectors, t = N·c / (1 + (N − 1)·c), with the mean cosine c
/// of all pairs, tensor by tensor; with `filter_wise` row by row. A pair with a zero vector has the
/// cosine 0. Where the denominator is 0 the result is.
public final class ModelStock implements Method {
    private static final Parameter FILTERS =
            Parameter.flag(
                    "filter_wise",
                    false,
                    "whether each row has a share of its own; otherwise each tensor");

    @Override
    public String id() {
        return "model_stock";
    }

    @Override
    public String title() {
        return "Model Stock";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Jang et al.", 2024, "Model Stock", "2403.19522"));
    }

    @Override
    public String meaning() {
        return "shrinks the mean of the vectors by how far they differ in direction";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(FILTERS);
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
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return chosen.isAnywhere(FILTERS, slots)
                ? EnumSet.noneOf(Need.class)
                : EnumSet.of(Need.PRODUCTS_OF_TENSORS);
    }

    @Override
    public String peers() {
        return "mergekit takes products of norms below 10⁻⁶ as 10⁻⁶, so that small vectors "
                + "look orthogonal. sd-mecha looks at neighbouring pairs only.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        if (!chosen.isAnywhere(FILTERS, slots)) {
            return Blend.byTensor(_ -> Spheres.modelStock(), slots, ingredients, false, meter);
        }
        Common.requireShortRows(this, slots);
        return Blend.byRow(_ -> Spheres.modelStock());
    }
}
