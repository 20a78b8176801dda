package org.taskvectors.ui.shell;

import java.time.Duration;
import java.util.OptionalDouble;

/// How fast work of one kind was done the last time, which the workspace keeps. Lives on the
/// window's thread.
public final class LastRate {
    /// Work that is over sooner was opening files mostly.
    private static final double TELLING_SECONDS = 1;

    private final AppContext context;
    private final String choice;

    /// @param work names the kind of work in the workspace: `extract`
    public LastRate(AppContext context, String work) {
        this.context = context;
        this.choice = work + ".rate";
    }

    /// Takes note of how fast work was done.
    ///
    /// @param amount bytes, or whatever this kind of work is counted in
    public void took(Duration took, double amount) {
        double seconds = took.toMillis() / 1e3;
        if (seconds >= TELLING_SECONDS && amount > 0) {
            context.workspace()
                    .update(state -> state.withChoice(choice, String.valueOf(amount / seconds)));
        }
    }

    /// How much was done in a second; empty where nothing that tells was done yet.
    public OptionalDouble known() {
        try {
            double rate = Double.parseDouble(context.state().get().choice(choice, ""));
            return Double.isFinite(rate) && rate > 0
                    ? OptionalDouble.of(rate)
                    : OptionalDouble.empty();
        } catch (NumberFormatException e) {
            return OptionalDouble.empty(); // None was long enough yet.
        }
    }
}
