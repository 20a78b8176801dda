package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.taskvectors.job.CancelledException;

/// The weights of an ingredient whose magnitudes lie between two ranks, of the whole vector or of
/// each tensor.
///
/// Of n weights ⌊density · n⌋ are kept, and at least one where the density is above 0. The ⌊γ · n⌋
/// largest are removed first; fewer where the density leaves no room for that. Weights of exactly
/// the magnitude of the last that is kept are kept too, all of them: which ones does not depend on
/// their order.
final class Band {
    /// Which ranks are kept.
    ///
    /// @param density the share that is kept
    /// @param isBreadcrumbs whether the largest are removed
    record Kept(Chosen chosen, Parameter density, boolean isBreadcrumbs) {
        double density(int ingredient, Slot slot) {
            return chosen.of(density, ingredient, slot);
        }

        private Ranks ranks(Slot slot, int ingredient, long weights) {
            double share = density(ingredient, slot);
            if (share <= 0 || weights == 0) {
                return new Ranks(0, 0);
            }
            long count = Math.max(1, (long) (share * weights));
            long above =
                    isBreadcrumbs
                            ? (long) (chosen.of(Common.GAMMA, ingredient, slot) * weights)
                            : 0;
            long below = Math.max(0, weights - count - above);
            return new Ranks(below, below + count);
        }
    }

    private final Kept kept;
    private final Meter.Order order;

    private Band(Kept kept, Meter.Order order) {
        this.kept = kept;
        this.order = order;
    }

    /// Measures the ranks.
    static Filter.Maker measured(
            Kept kept, List<Slot> slots, int ingredients, Meter.Range range, Meter meter)
            throws IOException, CancelledException {
        List<Derived.Ingredient> all =
                IntStream.range(0, ingredients).mapToObj(Derived.Ingredient::new).toList();
        if (slots.stream()
                .allMatch(slot -> all.stream().allMatch(k -> kept.density(k.index(), slot) >= 1))) {
            return (_, _) -> Filter.ALL;
        }
        Meter.Order order =
                meter.order(
                        all,
                        range,
                        (k, group, counts) ->
                                group.stream()
                                        .map(slot -> kept.ranks(slot, k, counts.weights()))
                                        .flatMapToLong(Ranks::all)
                                        .distinct()
                                        .toArray());
        return new Band(kept, order)::filter;
    }

    /// Ranks in ascending order; none if `to` is not above `from`.
    private record Ranks(long from, long to) {
        LongStream all() {
            return to <= from ? LongStream.empty() : LongStream.of(from, to - 1);
        }
    }

    private Filter filter(Slot slot, int ingredient) {
        if (kept.density(ingredient, slot) >= 1) {
            return Filter.ALL;
        }
        long weights = order.counts(ingredient, slot).weights();
        Ranks ranks = kept.ranks(slot, ingredient, weights);
        if (ranks.to() <= ranks.from()) {
            return Filter.NONE;
        }
        float low = order.at(ingredient, slot, ranks.from());
        return Filter.between(
                low,
                kept.isBreadcrumbs()
                        ? order.at(ingredient, slot, ranks.to() - 1)
                        : Float.POSITIVE_INFINITY);
    }
}
