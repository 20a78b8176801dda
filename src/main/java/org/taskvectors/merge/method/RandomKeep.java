package org.taskvectors.merge.method;

import java.util.List;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.SeededNumbers;

/// Keeps each weight with one probability, as it was drawn for its place: the draw is known by
/// seed, tensor, ingredient and element alone.
final class RandomKeep implements Filter {
    private static final double STEPS = 0x1p53;

    private final SeededNumbers random;
    private final long below;
    private final float factor;

    /// @param factor what is kept is multiplied by
    private RandomKeep(SeededNumbers random, double probability, float factor) {
        this.random = random;
        this.factor = factor;
        // A number of 53 random bits is below p exactly where its bits are below p · 2⁵³.
        below = (long) Math.ceil(probability * STEPS);
    }

    /// Returns the filters of a method that drops at random.
    ///
    /// @param density its parameter
    /// @throws Failure if both ways of rescaling are chosen
    static Filter.Maker filters(Chosen chosen, Parameter density, List<Slot> slots) throws Failure {
        Common.requireOneRescale(chosen, slots);
        return (slot, k) ->
                of(chosen, slot, k, chosen.of(density, k, slot), chosen.is(Common.RESCALE, slot));
    }

    static Filter of(Chosen chosen, Slot slot, int ingredient, double density, boolean rescales) {
        if (density >= 1) {
            return Filter.ALL;
        }
        if (density <= 0) {
            return Filter.NONE;
        }
        return new RandomKeep(
                numbers(chosen, slot, ingredient), density, rescales ? (float) (1 / density) : 1);
    }

    /// Returns the numbers that are drawn for the elements of an ingredient's tensor.
    static SeededNumbers numbers(Chosen chosen, Slot slot, int ingredient) {
        return SeededNumbers.of(chosen.seed(), slot.name(), ingredient);
    }

    @Override
    public void keep(float[] values, long first, int count, float[] into) {
        for (int i = 0; i < count; i++) {
            // Without branches, which nothing predicts.
            int isKept = (int) (((random.bits(first + i) >>> 11) - below) >> 63);
            into[i] = Float.intBitsToFloat(Float.floatToRawIntBits(values[i] * factor) & isKept);
        }
    }
}
