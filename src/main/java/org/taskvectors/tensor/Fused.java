package org.taskvectors.tensor;

/// Whether this processor multiplies and adds in one step. Where it does not, Java computes a fused
/// step with `BigDecimal`, a thousand times as slow as two steps.
public final class Fused {
    /// Found by measurement, as Java does not tell: the fastest of some rounds, since a busy
    /// machine only makes them slower. A step takes some 40 ns of the interpreter where the
    /// processor has it, and more than 1,000 where it has not, compiled or not.
    public static final boolean IN_HARDWARE = nanosecondsOfAStep() < 300;

    private static final int ROUNDS = 8;
    private static final int STEPS = 16;

    private Fused() {}

    private static double nanosecondsOfAStep() {
        long best = Long.MAX_VALUE;
        double sum = 0.1;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int step = 0; step < STEPS; step++) {
                sum = Math.fma(sum, 0.7, 0.3);
            }
            best = Math.min(best, System.nanoTime() - began);
        }
        // The sum tends to 1; that it is used keeps the loop.
        return sum > 0 ? (double) best / STEPS : Double.POSITIVE_INFINITY;
    }
}
