package org.taskvectors.figure;

/// The steps of an axis of whole numbers: as small as there is room for, and rather such that a
/// number stands at both ends. Numbers never stand at uneven steps.
final class EvenSteps {
    private static final int[] USUAL = {1, 2, 4, 5, 8, 10, 16, 20, 25, 32, 40, 50, 64};

    private EvenSteps() {}

    /// @param span from the first number to the last
    /// @param wide how wide one step of 1 is, in ems
    static long of(long span, double wide) {
        if (wide >= 2) {
            return 1;
        }
        long least = Math.max(2, (long) Math.ceil(3.2 / wide));
        for (long step = least; step <= 2 * least && 2 * step <= span; step++) {
            if (span % step == 0) {
                return step;
            }
        }
        for (int usual : USUAL) {
            if (usual >= least) {
                return usual;
            }
        }
        long step = USUAL[USUAL.length - 1];
        while (step < least) {
            step *= 2;
        }
        return step;
    }
}
