package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// NearSwap: the base moves towards the other model by at most t, weight by weight: min(1, t / |τ|)
/// · τ.
public final class NearSwap implements Method {
    private static final Parameter T =
            Parameter.number("t", 0, Common.MOST, 0.001, "the most that a weight moves");

    @Override
    public String id() {
        return "nearswap";
    }

    @Override
    public String title() {
        return "NearSwap";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "alchemonaut",
                        2024,
                        "QuartetAnemoi",
                        "https://huggingface.co/alchemonaut/QuartetAnemoi-70B-t0.0001"));
    }

    @Override
    public String meaning() {
        return "takes over weights that differ by at most t, and moves the others by t";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(T);
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
        return EnumSet.noneOf(Need.class);
    }

    @Override
    public String peers() {
        return "mergekit takes differences below 10⁻⁶ as 10⁻⁶, so that a t below that moves "
                + "such weights less than t.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        return slot -> {
            float t = (float) chosen.of(T, slot);
            return (values, _, count, into) -> {
                float[] change = values[0];
                for (int i = 0; i < count; i++) {
                    into[i] = Math.max(-t, Math.min(t, change[i]));
                }
            };
        };
    }
}
