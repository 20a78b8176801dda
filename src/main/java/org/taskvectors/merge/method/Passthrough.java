package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// One ingredient as it is, or multiplied. Slices of layers are put together of such.
public final class Passthrough implements Method {
    private static final Parameter SCALE =
            Parameter.number(
                            "scale",
                            -Common.MOST,
                            Common.MOST,
                            1,
                            "what the ingredient is multiplied by")
                    .each();

    @Override
    public String id() {
        return "passthrough";
    }

    @Override
    public String title() {
        return "Passthrough";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.empty();
    }

    @Override
    public String meaning() {
        return "takes one ingredient as it is";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(SCALE);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.allOf(Space.class);
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public boolean takesNotFinite() {
        return true;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.noneOf(Need.class);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        return slot -> {
            double scale = chosen.of(SCALE, 0, slot);
            return scale == 1 ? Rule.ingredient(0) : new LinearRule(new double[] {scale});
        };
    }
}
