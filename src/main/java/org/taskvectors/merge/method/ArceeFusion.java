package org.taskvectors.merge.method;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.job.CancelledException;

/// Arcee Fusion: of a second model those weights are taken whose change is important; all others
/// stay the base's.
///
/// The importance of a weight is |θ − θ₀| times the divergence Σ p·ln(p / q) of its row, where p
/// and q are the softmax of the model's and the base's row (the last dimension), each with 10⁻⁸
/// added. Taken is what is at least m + 1.5 · (q₃ − q₁), with the quartiles of the tensor's
/// importances, the ones of the ranks ⌊(n − 1) / 4⌋, ⌊(n − 1) / 2⌋ and ⌊3 · (n − 1) / 4⌋.
public final class ArceeFusion implements Method {
    private static final double EPSILON = 1e-8;

    @Override
    public String id() {
        return "arcee_fusion";
    }

    @Override
    public String title() {
        return "Arcee Fusion";
    }

    @Override
    public Optional<Paper> paper() {
        return Optional.of(new Paper("Arcee", 2024, "Arcee Fusion", "https://arcee.ai"));
    }

    @Override
    public String meaning() {
        return "takes the important changes of a model, and leaves the base's other weights";
    }

    @Override
    public List<Parameter> parameters() {
        return List.of();
    }

    @Override
    public Set<Space> spaces() {
        return EnumSet.of(Space.MODELS);
    }

    @Override
    public int most() {
        return 1;
    }

    @Override
    public boolean readsBase() {
        return true;
    }

    @Override
    public Set<Need> needs(Chosen chosen, List<Slot> slots) {
        return EnumSet.of(Need.RANKS_OF_DERIVED);
    }

    @Override
    public String peers() {
        return "mergekit takes the quartiles of tensors of more than a million weights from a"
                + " random sample of a million.";
    }

    @Override
    public Rules rules(Chosen chosen, List<Slot> slots, int ingredients, Meter meter)
            throws IOException, CancelledException {
        Common.requireShortRows(this, slots);
        Meter.Order order =
                meter.order(
                        List.of((Derived) Importance::new),
                        Meter.Range.TENSOR,
                        (_, _, counts) -> quartiles(counts.weights()));
        return slot -> new Fusion(slot, threshold(order, slot));
    }

    private static long[] quartiles(long weights) {
        if (weights == 0) {
            return new long[0];
        }
        return new long[] {
            (long) (0.25 * (weights - 1)),
            (long) (0.5 * (weights - 1)),
            (long) (0.75 * (weights - 1))
        };
    }

    private static float threshold(Meter.Order order, Slot slot) {
        long[] ranks = quartiles(order.counts(0, slot).weights());
        if (ranks.length == 0) {
            return 0;
        }
        float low = order.at(0, slot, ranks[0]);
        float median = order.at(0, slot, ranks[1]);
        float high = order.at(0, slot, ranks[2]);
        return median + 1.5f * (high - low);
    }

    /// The importances of a tensor, row by row.
    private static final class Importance implements Rule {
        private final int row;
        private final double[] tuned;
        private final double[] base;

        Importance(Slot slot) {
            row = Math.toIntExact(slot.row());
            tuned = new double[row];
            base = new double[row];
        }

        @Override
        public int grain() {
            return row;
        }

        @Override
        public void combine(float[][] values, long first, int count, float[] into) {
            for (int from = 0; from < count; from += row) {
                softmax(values[0], from, base);
                softmax(values[1], from, tuned);
                double divergence = 0;
                for (int i = 0; i < row; i++) {
                    divergence += tuned[i] * Math.log(tuned[i] / base[i]);
                }
                // It is at least 0; what rounding leaves below is none.
                divergence = Math.max(0, divergence);
                for (int i = from; i < from + row; i++) {
                    into[i] = (float) (Math.abs(values[1][i] - values[0][i]) * divergence);
                }
            }
        }

        private void softmax(float[] values, int from, double[] shares) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < row; i++) {
                most = Math.max(most, values[from + i]);
            }
            double sum = 0;
            for (int i = 0; i < row; i++) {
                shares[i] = Math.exp(values[from + i] - most);
                sum += shares[i];
            }
            for (int i = 0; i < row; i++) {
                shares[i] = shares[i] / sum + EPSILON;
            }
        }
    }

    private static final class Fusion implements Rule {
        private final Importance importance;
        private final float threshold;

        Fusion(Slot slot, float threshold) {
            importance = new Importance(slot);
            this.threshold = threshold;
        }

        @Override
        public int grain() {
            return importance.grain();
        }

        @Override
        public void combine(float[][] values, long first, int count, float[] into) {
            importance.combine(values, first, count, into);
            for (int i = 0; i < count; i++) {
                into[i] = into[i] >= threshold ? values[1][i] : values[0][i];
            }
        }
    }
}
