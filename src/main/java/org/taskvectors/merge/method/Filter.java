package org.taskvectors.merge.method;

import java.util.Arrays;

/// Keeps some of an ingredient's weights, perhaps multiplied, and makes the others zero.
@FunctionalInterface
interface Filter {
    /// Everything is kept.
    Filter ALL = (values, _, count, into) -> System.arraycopy(values, 0, into, 0, count);

    /// Nothing is kept.
    Filter NONE = (_, _, count, into) -> Arrays.fill(into, 0, count, 0);

    /// Filters a block; see [Rule#combine].
    void keep(float[] values, long first, int count, float[] into);

    /// See [Rule#grain].
    default int grain() {
        return 1;
    }

    /// Returns this filter with what it keeps multiplied.
    default Filter times(float factor) {
        if (factor == 1) {
            return this;
        }
        Filter kept = this;
        return new Filter() {
            @Override
            public void keep(float[] values, long first, int count, float[] into) {
                kept.keep(values, first, count, into);
                for (int i = 0; i < count; i++) {
                    into[i] *= factor;
                }
            }

            @Override
            public int grain() {
                return kept.grain();
            }
        };
    }

    /// Returns the filter of weights whose magnitude is at least `low` and at most `high`. All
    /// weights of exactly these magnitudes are kept, whatever their places are.
    static Filter between(float low, float high) {
        int least = Float.floatToRawIntBits(low);
        int most = Float.floatToRawIntBits(high);
        return (values, _, count, into) -> {
            // Magnitudes are ordered as their bits are. Without branches, which nothing predicts.
            for (int i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(values[i]);
                int magnitude = bits & 0x7fffffff;
                int isOutside = (magnitude - least | most - magnitude) >> 31;
                into[i] = Float.intBitsToFloat(bits & ~isOutside);
            }
        };
    }

    /// Makes the filter of an ingredient in a tensor; a filter belongs to one thread.
    @FunctionalInterface
    interface Maker {
        Filter of(Slot slot, int ingredient);
    }
}
