package org.taskvectors.inference.kernel;

import java.util.Arrays;

/// Finds the largest of many logits in one pass.
public final class TopTokens {
    private TopTokens() {}

    /// Returns the indexes, counted from `xAt`, of the largest numbers in descending order; the
    /// lower index first among equals. NaN is never among them.
    ///
    /// @param most how many at most
    public static int[] of(float[] x, int xAt, int count, int most) {
        int[] ids = new int[Math.min(most, count)];
        float[] values = new float[ids.length];
        int held = 0;
        float least = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float value = x[xAt + i];
            boolean isWanted = held < ids.length ? !Float.isNaN(value) : value > least;
            if (isWanted && ids.length > 0) {
                int place = held < ids.length ? held++ : held - 1;
                for (; place > 0 && values[place - 1] < value; place--) {
                    values[place] = values[place - 1];
                    ids[place] = ids[place - 1];
                }
                values[place] = value;
                ids[place] = i;
                least = values[held - 1];
            }
        }
        return Arrays.copyOf(ids, held);
    }
}
