package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.taskvectors.job.CancelledException;

/// Builds the rules of methods that filter each vector and sum what is left.
///
/// @param ingredients how many there are
/// @param joining how terms are joined
record Sparse(Chosen chosen, List<Slot> slots, int ingredients, SparseSum.Joining joining) {
    /// Returns the rules without rescaling by sums.
    Rules rules(Filter.Maker filters) {
        return slot -> {
            List<Filter> all = new ArrayList<>();
            float[] weights = new float[ingredients];
            for (int k = 0; k < ingredients; k++) {
                all.add(slot.holds(k) ? filters.of(slot, k) : Filter.NONE);
                weights[k] = (float) chosen.of(Common.WEIGHT, k, slot);
            }
            return new SparseSum(all, weights, joining, (float) chosen.of(Common.LAMBDA, slot));
        };
    }

    /// Returns the rules with each tensor of each ingredient multiplied to the sum of magnitudes
    /// that it had, if that was chosen. A tensor of which nothing is left stays zero.
    Rules rescaled(Filter.Maker filters, Meter meter) throws IOException, CancelledException {
        if (!chosen.isAnywhere(Common.L1_RESCALE, slots)) {
            return rules(filters);
        }
        Meter.Sums before =
                meter.sums(
                        IntStream.range(0, ingredients).mapToObj(Derived.Ingredient::new).toList(),
                        Meter.Term.MAGNITUDE);
        Meter.Sums after =
                meter.sums(
                        IntStream.range(0, ingredients)
                                .mapToObj(k -> new Filtered(filters, k))
                                .toList(),
                        Meter.Term.MAGNITUDE);
        return rules(
                (slot, k) -> {
                    double left = after.of(k, slot);
                    Filter filter = filters.of(slot, k);
                    return left == 0 ? filter : filter.times((float) (before.of(k, slot) / left));
                });
    }

    /// An ingredient as a filter leaves it.
    private record Filtered(Filter.Maker filters, int ingredient) implements Derived {
        @Override
        public boolean isIn(Slot slot) {
            return slot.holds(ingredient);
        }

        @Override
        public Rule rule(Slot slot) {
            Filter filter = filters.of(slot, ingredient);
            return new Rule() {
                @Override
                public void combine(float[][] values, long first, int count, float[] into) {
                    filter.keep(values[ingredient], first, count, into);
                }

                @Override
                public int grain() {
                    return filter.grain();
                }
            };
        }
    }
}
