package org.taskvectors.training;

/// What a person asks of a run while it goes on; any thread may ask. It is obeyed between two
/// steps.
public final class TrainingControl {
    /// What is asked.
    public enum Wish {
        /// To go on.
        RUN,
        /// To write a checkpoint and wait.
        PAUSE,
        /// To write the adapter as it is after the last step, and end.
        STOP_AND_KEEP
    }

    private Wish wish = Wish.RUN;

    /// Asks for something; a stop is not taken back.
    public synchronized void ask(Wish wanted) {
        wish = wish == Wish.STOP_AND_KEEP ? wish : wanted;
        notifyAll();
    }

    /// Returns what is asked.
    public synchronized Wish wish() {
        return wish;
    }

    /// Waits while a pause is asked.
    ///
    /// @param milliseconds the most that it waits
    synchronized void await(long milliseconds) throws InterruptedException {
        long until = System.nanoTime() + milliseconds * 1_000_000;
        long left = milliseconds;
        while (wish == Wish.PAUSE && left > 0) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
    }
}
