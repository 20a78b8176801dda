package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.job.CancelledException;

/// MetaGPT: Σ λ·τ with λ_t = ‖τ_t‖² / Σ‖τ_s‖², from the norms of the whole vectors. Vectors that
/// are all zero sum to zero.
public final class MetaGpt implements Method {
    @Override
    public String id() {
        return "metagpt";
    }

    @Override
    public String title() {
        return "MetaGPT";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(
                new Paper(
                        "Zhou et al.",
                        2024,
                        "MetaGPT: Merging Large Language Models Using Model Exclusive Task"
                                + " Arithmetic",
                        "2406.11385"));
    }

    @Override
    public String meaning() {
        return "sums the vectors, each multiplied by its share of their squared norms";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public int least() {
        return 1;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.of(Need.NORMS_OF_VECTORS);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Meter.Sums squares =
                meter.sums(
                        IntStream.range(0, ingredients).mapToObj(Derived.Ingredient::new).toList(),
                        Meter.Term.SQUARE);
        double all = IntStream.range(0, ingredients).mapToDouble(squares::whole).sum();
        return (Additions)
                (slot, k) -> all == 0 ? 0 : chosen.of(Common.LAMBDA, slot) * squares.whole(k) / all;
    }
}
