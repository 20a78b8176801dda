package org.taskvectors.training;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Looks for numbers that are none.
final class Finite {
    private Finite() {}

    /// Whether all float32 numbers are finite.
    static boolean isAll(MemorySegment floats) {
        long count = floats.byteSize() / Float.BYTES;
        // x · 0 is NaN for what is not finite, and a NaN stays in the sum.
        float sum = 0;
        for (long i = 0; i < count; i++) {
            sum += floats.getAtIndex(ValueLayout.JAVA_FLOAT, i) * 0f;
        }
        return sum == 0;
    }
}
