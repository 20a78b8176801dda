package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// The first vector where its sign is that of all others, zero elsewhere; with `conflicts` the
/// other way round: where another one has the opposite sign. A weight that is zero has no sign: it
/// neither agrees nor conflicts.
public final class SignMask implements Method {
    private static final Parameter CONFLICTS =
            Parameter.flag(
                    "conflicts",
                    false,
                    "whether the weights are kept whose sign another vector contradicts");

    @Override
    public String id() {
        return "sign_mask";
    }

    @Override
    public String title() {
        return "Masked by sign";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.empty();
    }

    @Override
    public String meaning() {
        return "keeps the weights of the first vector whose sign the others have too";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(CONFLICTS, Common.LAMBDA);
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
        return EnumSet.noneOf(Need.class);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        boolean keepsConflicts = chosen.isAnywhere(CONFLICTS, slots);
        return slot -> {
            float lambda = (float) chosen.of(Common.LAMBDA, slot);
            return (values, _, count, into) -> {
                for (int i = 0; i < count; i++) {
                    float one = values[0][i];
                    boolean agrees = one != 0;
                    boolean conflicts = false;
                    for (int k = 1; k < ingredients; k++) {
                        float other = values[k][i];
                        agrees &= (one > 0 && other > 0) || (one < 0 && other < 0);
                        conflicts |= (one > 0 && other < 0) || (one < 0 && other > 0);
                    }
                    into[i] = (keepsConflicts ? conflicts : agrees) ? lambda * one : 0;
                }
            };
        };
    }
}
