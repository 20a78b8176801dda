package org.taskvectors.merge.method;

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
