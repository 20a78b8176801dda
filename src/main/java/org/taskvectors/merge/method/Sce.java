package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.taskvectors.job.CancelledException;

/// SCE, tensor by tensor: **select** the weights whose variance among the vectors is largest,
/// **calculate** for each vector its share of the squares of what was selected, **erase** what has
/// not the sign of the sum, and average the rest by these shares.
///
/// Selected are the ⌊select_topk · m⌋ largest of the m variances that are not zero, and all of
/// exactly the last of these; where that number is 0 the tensor is zero. The variance is that of
/// all vectors, divided by their number; a vector that does not hold the tensor counts as zeros.
/// Where the sum of a weight is exactly zero the result is zero (`positive_ties` elects + there).
/// Vectors whose selected weights are all zero have equal shares.
public final class Sce implements Method {
    private static final Parameter SELECTED =
            Parameter.number(
                    "select_topk",
                    0,
                    1,
                    1,
                    "the share of the weights that vary which is selected in each tensor");

    @Override
    public String id() {
        return "sce";
    }

    @Override
    public String title() {
        return "SCE";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Wan et al.", 2024, "FuseChat", "2408.07990"));
    }

    @Override
    public String meaning() {
        return "averages the weights that vary most and agree in sign, by the vectors' shares of"
                + " their squares";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of(SELECTED, Common.POSITIVE_TIES, Common.LAMBDA);
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.VECTORS);
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.of(Need.RANKS_OF_DERIVED, Need.SUMS_OF_TENSORS);
    }

    @Override
    public String peers() {
        return "mergekit gives equal shares to all vectors whose mean squares sum to less than"
                + " 10⁻⁶, which is where most fine-tunings are, and elects + where a sum is zero.";
    }

    @Override
    public Map<String, Double> mergekit() {
        return Map.of("positive_ties", 1.0);
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Least least = least(chosen, slots, ingredients, meter);
        List<Selected> selected =
                IntStream.range(0, ingredients)
                        .mapToObj(k -> new Selected(k, ingredients, least))
                        .toList();
        Meter.Sums squares = meter.sums(selected, Meter.Term.SQUARE);
        boolean isPositive = chosen.isAnywhere(Common.POSITIVE_TIES, slots);
        return slot -> {
            double all = 0;
            for (int k = 0; k < ingredients; k++) {
                all += squares.of(k, slot);
            }
            float[] shares = new float[ingredients];
            for (int k = 0; k < ingredients; k++) {
                shares[k] = (float) (all == 0 ? 1.0 / ingredients : squares.of(k, slot) / all);
            }
            return new Average(
                    least.of(slot), shares, isPositive, (float) chosen.of(Common.LAMBDA, slot));
        };
    }

    /// The least variance that is selected in a tensor; infinite where nothing is.
    @FunctionalInterface
    private interface Least {
        float of(Slot slot);
    }

    private static Least least(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        if (slots.stream().allMatch(slot -> chosen.of(SELECTED, slot) >= 1)) {
            return _ -> 0;
        }
        Meter.Order order =
                meter.order(
                        List.of((Derived) _ -> variance(ingredients)),
                        Meter.Range.TENSOR,
                        (_, group, counts) ->
                                group.stream()
                                        .mapToLong(slot -> rank(chosen, slot, counts))
                                        .filter(rank -> rank >= 0)
                                        .toArray());
        return slot -> {
            if (chosen.of(SELECTED, slot) >= 1) {
                return 0;
            }
            long rank = rank(chosen, slot, order.counts(0, slot));
            return rank < 0 ? Float.POSITIVE_INFINITY : order.at(0, slot, rank);
        };
    }

    /// Returns the rank of the least that is selected; negative if nothing is.
    private static long rank(Chosen chosen, Slot slot, Meter.Counts counts) {
        long selected = (long) ((counts.weights() - counts.zeros()) * chosen.of(SELECTED, slot));
        return selected == 0 ? -1 : counts.weights() - selected;
    }

    private static Rule variance(int ingredients) {
        return (values, _, count, into) -> variances(values, ingredients, count, into);
    }

    private static void variances(float[][] values, int ingredients, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int k = 0; k < ingredients; k++) {
                sum += values[k][i];
            }
            double mean = sum / ingredients;
            double squares = 0;
            for (int k = 0; k < ingredients; k++) {
                double off = values[k][i] - mean;
                squares += off * off;
            }
            into[i] = (float) (squares / ingredients);
        }
    }

    /// What is selected of an ingredient.
    private record Selected(int ingredient, int ingredients, Least least) implements Derived {
        @Override
        public boolean isIn(Slot slot) {
            return slot.holds(ingredient);
        }

        @Override
        public Rule rule(Slot slot) {
            float from = least.of(slot);
            if (from == 0) {
                return Rule.ingredient(ingredient);
            }
            return (values, _, count, into) -> {
                variances(values, ingredients, count, into);
                for (int i = 0; i < count; i++) {
                    into[i] = into[i] >= from ? values[ingredient][i] : 0;
                }
            };
        }
    }

    /// The average of what agrees with the sign of the sum.
    private static final class Average implements Rule {
        private final float least;
        private final float[] shares;
        private final boolean isPositive;
        private final float lambda;

        Average(float least, float[] shares, boolean isPositive, float lambda) {
            this.least = least;
            this.shares = shares;
            this.isPositive = isPositive;
            this.lambda = lambda;
        }

        @Override
        public void combine(float[][] values, long first, int count, float[] into) {
            if (least == 0) {
                Arrays.fill(into, 0, count, 1);
            } else {
                variances(values, shares.length, count, into);
            }
            for (int i = 0; i < count; i++) {
                into[i] = into[i] >= least ? average(values, i) : 0;
            }
        }

        private float average(float[][] values, int i) {
            float sum = 0;
            for (float[] each : values) {
                sum += each[i];
            }
            boolean isUp = sum > 0 || (sum == 0 && isPositive);
            float merged = 0;
            float divisor = 0;
            for (int k = 0; k < values.length; k++) {
                float one = values[k][i];
                if (isUp ? one > 0 : sum < 0 && one < 0) {
                    merged += one * shares[k];
                    divisor += shares[k];
                }
            }
            return divisor == 0 ? 0 : lambda * merged / divisor;
        }
    }
}
