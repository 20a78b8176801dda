package org.taskvectors.merge.method;

import java.util.Arrays;
import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.SeededNumbers;

/// Keeps each weight with a probability that rises with its rank within its row: from density − ε
/// for the smallest magnitude to density + ε for the largest, in equal steps. Equal magnitudes rank
/// in the order of their places. A row of one weight has the density itself.
final class MagPrune implements Filter {
    private final SeededNumbers random;
    private final double density;
    private final double epsilon;
    private final boolean rescales;
    private final int row;
    private final long[] order;

    private MagPrune(
            SeededNumbers random, double density, double epsilon, boolean rescales, int row) {
        this.random = random;
        this.density = density;
        this.epsilon = epsilon;
        this.rescales = rescales;
        this.row = row;
        order = new long[row];
    }

    /// Returns the filters of a method that drops small weights of a row more often.
    ///
    /// @param density its parameter
    /// @throws Failure if both ways of rescaling are chosen, if rows are too long to be held, or
    ///   density ± ε are no probabilities
    static Filter.Maker filters(
            Method method, Chosen chosen, Parameter density, List<Slot> slots, int ingredients)
            throws Failure {
        Common.requireOneRescale(chosen, slots);
        Common.requireShortRows(method, slots);
        Common.requireProbabilities(chosen, density, slots, ingredients);
        return (slot, k) ->
                of(
                        chosen,
                        slot,
                        k,
                        chosen.of(density, k, slot),
                        chosen.of(Common.EPSILON, k, slot),
                        chosen.is(Common.RESCALE, slot));
    }

    /// @param rescales whether each weight that is kept is divided by its own probability
    static Filter of(
            Chosen chosen,
            Slot slot,
            int ingredient,
            double density,
            double epsilon,
            boolean rescales) {
        if (density >= 1) {
            return Filter.ALL;
        }
        if (density <= 0) {
            return Filter.NONE;
        }
        return new MagPrune(
                RandomKeep.numbers(chosen, slot, ingredient),
                density,
                epsilon,
                rescales,
                Math.toIntExact(slot.row()));
    }

    @Override
    public int grain() {
        return row;
    }

    @Override
    public void keep(float[] values, long first, int count, float[] into) {
        for (int from = 0; from < count; from += row) {
            keepRow(values, first, from, into);
        }
    }

    private void keepRow(float[] values, long first, int from, float[] into) {
        for (int i = 0; i < row; i++) {
            long bits = Float.floatToRawIntBits(Math.abs(values[from + i]));
            order[i] = bits << 32 | i;
        }
        Arrays.sort(order);
        for (int rank = 0; rank < row; rank++) {
            int at = from + (int) order[rank];
            double share = row == 1 ? 0.5 : (double) rank / (row - 1);
            double probability = density - epsilon + 2 * epsilon * share;
            boolean isKept = random.unit(first + at) < probability;
            float factor = rescales ? (float) (1 / probability) : 1;
            into[at] = isKept ? values[at] * factor : 0;
        }
    }
}
