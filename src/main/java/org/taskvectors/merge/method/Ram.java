package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Reinforced Agent Merging: a weight that one vector alone changes is taken whole; one that
/// several change is their mean. A change counts where its magnitude is above epsilon.
public final class Ram implements Method {
    private static final Parameter EPSILON =
            Parameter.number(
                    "epsilon", 0, Common.MOST, 1e-5, "the magnitude up to which a change is none");

    @Override
    public String id() {
        return "ram";
    }

    @Override
    public String title() {
        return "RAM";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Yuan et al.",
                        2026,
                        "Behavior Knowledge Merge in Reinforced Agentic Models",
                        "2601.13572"));
    }

    @Override
    public String meaning() {
        return "keeps what one vector alone changes, and averages what several change";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(EPSILON, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.noneOf(Need.class);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        return slot -> {
            float epsilon = (float) chosen.of(EPSILON, slot);
            float lambda = (float) chosen.of(Common.LAMBDA, slot);
            return (values, _, count, into) -> {
                for (int i = 0; i < count; i++) {
                    float sum = 0;
                    int changed = 0;
                    for (int k = 0; k < ingredients; k++) {
                        float one = values[k][i];
                        boolean counts = Math.abs(one) > epsilon;
                        sum += counts ? one : 0;
                        changed += counts ? 1 : 0;
                    }
                    into[i] = lambda * (changed > 1 ? sum / changed : sum);
                }
            };
        };
    }
}
