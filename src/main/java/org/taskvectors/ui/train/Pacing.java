package org.taskvectors.ui.train;

import java.util.function.LongSupplier;
import org.taskvectors.training.TrainingSnapshot;

/// How often a run is shown anew: steps of a small model come faster than anyone looks.
final class Pacing {
    private static final long NANOS = 150_000_000;

    private final LongSupplier clock;
    private long last;
    private boolean isBegun;
    private TrainingSnapshot.Phase phase = TrainingSnapshot.Phase.LOADING;
    private int looked;

    Pacing() {
        this(System::nanoTime);
    }

    /// @param clock nanoseconds from any beginning
    Pacing(LongSupplier clock) {
        this.clock = clock;
    }

    /// Whether a state is shown: the first, each change of what the run does or keeps, and steps in
    /// between every now and then.
    boolean isDue(TrainingSnapshot now) {
        long at = clock.getAsLong();
        int kept = now.checkpoints().size() + now.curve().evaluations().size();
        boolean isOther = now.phase() != phase || kept != looked;
        boolean isDue = !isBegun || isOther || at - last >= NANOS;
        if (isDue) {
            isBegun = true;
            last = at;
            phase = now.phase();
            looked = kept;
        }
        return isDue;
    }
}
